// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.archive.Age;
import ist.spike.archive.AgeRecipient;
import ist.spike.archive.ExportWriter;
import ist.spike.identity.Role;
import ist.spike.wire.ExportLine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code spike secret export}: secrets as lines of JSON, encrypted with age. Ours. */
final class SecretExport {

  static final Flag PLAINTEXT = new Flag("insecure-plaintext", "", Flag.Kind.SWITCH, "false",
      "without encryption: whoever reads the file has every secret in it");

  private static final Flag PREFIX =
      new Flag("prefix", "", Flag.Kind.TEXT, "", "only paths that begin with this");
  private static final Flag ALL_VERSIONS = new Flag("all-versions", "", Flag.Kind.SWITCH, "false",
      "older versions too, not only the current one");
  private static final Flag RECIPIENT = new Flag("recipient", "r", Flag.Kind.LIST, "",
      "age recipient (age1...) who can read it, or a file of them; may be repeated");
  private static final Flag OUT =
      new Flag("out", "o", Flag.Kind.TEXT, "", "the file to write; standard output if not given");
  private static final String FAILED = "Error: Failed to export the secrets.";
  private static final int BUFFER_BYTES = 64 * 1024;

  private SecretExport() {}

  /** The verb under this path. */
  static Command at(String path) {
    return new Command(path, "",
        """
            Write secrets to a file as lines of JSON, encrypted with age

              spike secret export -r age1... --prefix tenants/acme/ --out acme.age
              age -d -i key.txt acme.age | jq .secret.path

            Deleted versions, policies and the audit records are in no export; `spike backup` has
            everything. An export is not one moment of the store: what is written while it runs is
            in it or not, secret by secret.""",
        List.of(PREFIX, ALL_VERSIONS, RECIPIENT, PLAINTEXT, OUT, Format.FLAG),
        Command.Arity.exactly(0), List.of(), Optional.of(SecretExport::run));
  }

  private static void run(Invocation invocation, Session session) {
    Format format = Format.of(invocation);
    Optional<Path> file = Optional.of(invocation.flag(OUT.name())).filter(name -> !name.isEmpty())
        .map(Path::of);
    List<AgeRecipient> recipients = recipients(invocation);
    Terminal terminal = session.terminal();
    if (file.isEmpty() && !recipients.isEmpty() && terminal.isInteractive()) {
      throw new UsageException(invocation.command(),
          "an encrypted export is not for the screen; --out names a file");
    }
    boolean onScreen = file.isEmpty() && terminal.isInteractive();
    Optional<Progress> progress = onScreen ? Optional.empty() : Optional.of(Progress.of(session));
    Map<String, Object> report;
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER);
        Sink sink = file.isPresent()
            ? PrivateFile.replacing(file.get())
            : new Standard(terminal.output())) {
      report = write(invocation,
          new ExportSource(nexus, invocation.isSet(ALL_VERSIONS.name()), progress), recipients,
          sink);
    } catch (IOException e) {
      throw new CommandFailure(FAILED, file.map(Path::toString).orElse("standard output")
          + " cannot be written: " + e.getMessage());
    }
    if (file.isPresent()) {
      format.print(terminal, text(report), report);
    } else {
      terminal.say(text(report).strip().replace("\n", "\nspike: "));
    }
  }

  private static List<AgeRecipient> recipients(Invocation invocation) {
    List<String> given = invocation.list(RECIPIENT.name());
    boolean plaintext = invocation.isSet(PLAINTEXT.name());
    if (given.isEmpty() != plaintext) {
      throw new UsageException(invocation.command(), plaintext
          ? "--insecure-plaintext and --recipient exclude each other"
          : "--recipient says who can read the export; --insecure-plaintext lets everybody");
    }
    return AgeKeyFiles.recipients(given);
  }

  private static Map<String, Object> write(Invocation invocation, ExportSource source,
      List<AgeRecipient> recipients, Sink sink) throws IOException {
    String prefix = invocation.flag(PREFIX.name());
    OutputStream sealed =
        recipients.isEmpty() ? sink.stream() : Age.encrypt(sink.stream(), recipients);
    ExportWriter writer;
    try (OutputStream out = new BufferedOutputStream(sealed, BUFFER_BYTES)) {
      writer =
          new ExportWriter(out, new ExportLine.Header(Instant.now(), prefix, source.allVersions()));
      source.visit(prefix, writer::add);
      writer.end(source.deletedLeftOut(), source.olderLeftOut());
    }
    sink.complete();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("secrets", source.secrets());
    report.put("versions", source.versions());
    report.put("deletedLeftOut", source.deletedLeftOut());
    report.put("olderLeftOut", source.olderLeftOut());
    report.put("recipients", recipients.stream().map(AgeRecipient::text).toList());
    return report;
  }

  private static String text(Map<String, Object> report) {
    return "exported " + report.get("secrets") + " secrets, " + report.get("versions")
        + " versions\nleft out " + report.get("deletedLeftOut") + " deleted versions or secrets, "
        + report.get("olderLeftOut") + " older versions that do not fit into a request\n";
  }

  /** Where an export goes; what is not complete counts for nothing. */
  interface Sink extends AutoCloseable {

    OutputStream stream();

    /** Says that all was written and the stream closed. */
    void complete() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Standard output, which nobody can take back: an export without its end is told apart. */
  private record Standard(OutputStream stream) implements Sink {

    @Override
    public void complete() {}

    @Override
    public void close() {}
  }
}
