// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.config.Settings;
import ist.spike.config.Version;
import ist.spike.config.WorkloadSocket;
import ist.spike.crypto.ProcessMemory;
import ist.spike.wire.SpikeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * SPIKE's command line. Texts and layout are SPIKE's (wire spec 10). Unlike SPIKE it exits with
 * one of {@link ExitCode}'s numbers whenever it could not do what it was told, says why on standard
 * error, and waits for nothing without a bound.
 */
public final class Pilot {

  private static final String PROGRAM = "pilot";

  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Path home;
  private final Optional<Nexus.Connector> connector;

  /** The first words of verbs through which shares of a root key pass, as the launcher has them. */
  private static final Set<String> WITH_KEYS =
      Set.of("recover", "restore", "operator", "backup", "import");

  private Pilot(Terminal terminal, Map<String, String> environment,
      Optional<Nexus.Connector> connector) {
    this.terminal = terminal;
    this.environment = environment;
    this.home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    this.connector = connector;
  }

  /** Runs a verb and returns the exit code: 0 when it was done. */
  public static int run(String[] args, Terminal terminal, Map<String, String> environment) {
    if (args.length > 0 && WITH_KEYS.contains(args[0])) {
      ProcessMemory.hide();
    }
    return new Pilot(terminal, environment, Optional.empty()).run(List.of(args));
  }

  /** As {@link #run(String[], Terminal, Map)}, with another way to Nexus. */
  static int run(List<String> args, Terminal terminal, Map<String, String> environment,
      Nexus.Connector connector) {
    return new Pilot(terminal, environment, Optional.of(connector)).run(args);
  }

  private int run(List<String> args) {
    Command root = root();
    if (args.equals(List.of("--version"))) {
      terminal.print("spike " + Version.text());
      return 0;
    }
    List<String> words =
        !args.isEmpty() && args.getFirst().equals("help") ? helpOf(args) : args;
    try {
      return run(ArgumentParser.parse(root, words));
    } catch (UsageException e) {
      return refuse(e);
    } catch (CommandFailure e) {
      return fail(e);
    }
  }

  private int run(Invocation invocation) {
    Command command = invocation.command();
    if (ArgumentParser.isHelp(invocation) || command.action().isEmpty()) {
      terminal.printText(HelpText.of(command));
      return 0;
    }
    try {
      command.action().get().run(invocation, session(invocation));
      return delivered();
    } catch (SpikeException e) {
      return fail(ApiMessages.failure(e, command));
    }
  }

  /** {@code spike help secret get} is {@code spike secret get --help}. */
  private static List<String> helpOf(List<String> args) {
    return Stream
        .concat(args.stream().skip(1), Stream.of("--help")).toList();
  }

  private static Command root() {
    List<Command> commands = List.of(SecretCommands.group(), PolicyCommands.group(),
        CipherCommands.group(), OperatorCommands.group(), BackupCommands.group(),
        DeadLetterCommands.group(), StoreCommands.group(), AuditCommands.group(),
        ImportCommand.group(),
        StatusCommand.at("spike status"),
        SecretPut.at("spike put"),
        SecretCommands.get("spike get"), SecretList.at("spike list"),
        SecretCommands.delete("spike delete"), SecretCommands.undelete("spike undelete"),
        RecoverCommand.at("spike recover"), RestoreCommand.at("spike restore"));
    return Command.group("spike", "SPIKE v" + Version.text()
        + "\n>> Secure your secrets with SPIFFE: https://spike.ist/ #\n\n"
        + "Programs: spike nexus | keeper | bootstrap -init | dev, each with --help; train, test and bench\n\n"
        + ExitCode.table().strip(),
        Stream.concat(commands.stream(), Stream.of(Completion.group(commands)))
            .toArray(Command[]::new));
  }

  private Session session(Invocation invocation) {
    Optional<Path> file =
        Optional.of(invocation.flag("config")).filter(name -> !name.isEmpty()).map(Path::of);
    Settings own = Settings.load(PROGRAM, file, environment);
    Settings settings = file.isPresent() || environment.containsKey("SPIKE_CONFIG")
        ? own
        : development(own).orElse(own);
    LibraryLogs.limit(settings);
    return new Session(terminal, settings, home,
        connector.orElse(role -> HttpNexus.connect(settings, WorkloadSocket.address(settings),
            role)));
  }

  /** Where nothing else is configured or running, a development environment is meant. */
  private Optional<Settings> development(Settings own) {
    Path file = home.resolve(".spike/dev/conf/pilot.properties");
    if (own.find("spiffe.endpoint.socket").isPresent() || WorkloadSocket.usual().isPresent()
        || !Files.exists(file)) {
      return Optional.empty();
    }
    terminal.say("no SPIRE agent here, so this uses the development environment in "
        + home.resolve(".spike/dev"));
    return Optional.of(Settings.load(PROGRAM, Optional.of(file), environment));
  }

  private int refuse(UsageException e) {
    terminal.error("Error: " + e.getMessage());
    if (e.command().path().equals("spike")) {
      terminal.error("Run 'spike --help' for usage.");
    } else {
      terminal.print(HelpText.usage(e.command()));
    }
    terminal.error(String.valueOf(e.getMessage()));
    return ExitCode.USAGE.number();
  }

  /** A full disk or a reader that went away must not look like success. */
  private int delivered() {
    if (terminal.isDelivered()) {
      return ExitCode.DONE.number();
    }
    terminal.say("standard output could not be written, so what was printed is not complete");
    return ExitCode.FAILED.number();
  }

  private int fail(CommandFailure failure) {
    failure.lines().forEach(terminal::error);
    terminal.say(failure.explanation());
    return failure.exitCode().number();
  }
}
