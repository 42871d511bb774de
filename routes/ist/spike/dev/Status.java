// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/** {@code spike dev status}: one line per process. */
final class Status {
  private final DevLayout layout;
  private final Consumer<String> out;

  Status(DevLayout layout, Consumer<String> out) {
    this.layout = layout;
    this.out = out;
  }

  /** Shows all; true while all run. */
  boolean show(List<Program> programs) throws IOException {
    boolean all = show("dev", RunLock.supervisor(layout), "authority and supervisor");
    for (Program program : programs) {
      all &= show(program.name(), new PidFile(layout.run(), program.name()), address(program));
    }
    return all;
  }

  private boolean show(String name, PidFile file, String what) throws IOException {
    Optional<ProcessHandle> process = file.running();
    out.accept(String.format(Locale.ROOT, "%-11s %-8s %-8s %s", name,
        process.isPresent() ? "running" : "stopped",
        process.map(each -> Long.toString(each.pid())).orElse("-"), what).stripTrailing());
    return process.isPresent();
  }

  /** Where the program listens according to its configuration: the ports may not be the default. */
  private String address(Program program) throws IOException {
    Path conf = layout.confOf(program.name());
    Properties settings = new Properties();
    if (Files.isReadable(conf)) {
      try (Reader in = Files.newBufferedReader(conf)) {
        settings.load(in);
      }
    }
    return settings.getProperty(program.verb() + ".tls.port", "");
  }
}
