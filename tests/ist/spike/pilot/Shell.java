// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Runs command lines as a shell would and keeps what they print. */
final class Shell {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path home;
  private final Nexus.Connector nexus;

  Shell(Path home, Nexus.Connector nexus) {
    this.home = home;
    this.nexus = nexus;
  }

  /** Runs the words of a line, with nothing on standard input. */
  int run(String line) {
    return run(Arrays.asList(line.split(" ")), "");
  }

  int run(List<String> words, String input) {
    Terminal terminal =
        Terminal.of(out, err, new ByteArrayInputStream(input.getBytes(UTF_8)));
    return Pilot.run(words, terminal, environment(), nexus);
  }

  private Map<String, String> environment() {
    return Map.of("HOME", home.toString(), "SPIFFE_ENDPOINT_SOCKET",
        "unix://" + home.resolve("none.sock"));
  }

  /** Runs the words of a line for a person who types this, and then ends the input. */
  int runTyped(String line, String... typed) {
    Iterator<String> next = List.of(typed).iterator();
    Terminal terminal = Terminal.of(out, err,
        prompt -> (next.hasNext() ? next.next() : "").toCharArray());
    return Pilot.run(Arrays.asList(line.split(" ", -1)), terminal, environment(), nexus);
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }
}
