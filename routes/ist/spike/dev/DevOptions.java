// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import com.google.errorprone.annotations.FormatMethod;
import io.spiffe.exception.InvalidSpiffeIdException;
import io.spiffe.spiffeid.SpiffeId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What was asked on the command line of {@code spike dev}.
 *
 * @param data where everything lies; absolute
 * @param identities further sockets beside the standard ones
 * @param program whom {@code stop NAME} and {@code start NAME} mean
 */
record DevOptions(Command command, Path data, Map<String, SpiffeId> identities, int nexusPort,
    List<Integer> keeperPorts, boolean detach, Optional<String> program) {
  static final int KEEPERS = 3;
  static final int NEXUS_PORT = 8553;
  static final List<Integer> KEEPER_PORTS = List.of(8443, 8543, 8643);
  private static final int MAX_PORT = 65_535;
  private static final Pattern IDENTITY_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  enum Command {
    RUN,
    START,
    STOP,
    STATUS,
    HELP
  }

  DevOptions {
    identities = Collections.unmodifiableMap(new LinkedHashMap<>(identities));
    keeperPorts = List.copyOf(keeperPorts);
  }

  /**
   * Reads the arguments after {@code dev}.
   *
   * @throws SpikeException naming the argument, its value and what is allowed
   */
  static DevOptions parse(String[] args, Map<String, String> env) {
    Parser parser = new Parser(env);
    Deque<String> rest = new ArrayDeque<>(List.of(args));
    while (!rest.isEmpty()) {
      parser.take(rest.removeFirst(), rest);
    }
    return parser.options();
  }

  /** All sockets to open: the standard identities, then the further ones. */
  Map<String, SpiffeId> allIdentities() {
    Map<String, SpiffeId> all = new LinkedHashMap<>(DevIdentities.standard());
    all.putAll(identities);
    return all;
  }

  /** Nexus and the Keepers with their ports, in the order of the Keepers' share ids. */
  List<Program> programs() {
    List<Program> all = new ArrayList<>();
    for (int i = 0; i < keeperPorts.size(); i++) {
      all.add(new Program("keeper-" + (i + 1), "keeper", keeperPorts.get(i)));
    }
    all.add(new Program(DevIdentities.NEXUS, "nexus", nexusPort));
    return List.copyOf(all);
  }

  @FormatMethod
  private static SpikeException refuse(String sentence, Object... values) {
    return new SpikeException(ErrorCode.BAD_SETTING, sentence.formatted(values));
  }

  private static final class Parser {
    private Command command = Command.RUN;
    private Path data;
    private final Map<String, SpiffeId> identities = new LinkedHashMap<>();
    private int nexusPort = NEXUS_PORT;
    private List<Integer> keeperPorts = KEEPER_PORTS;
    private boolean detach;
    private Optional<String> program = Optional.empty();

    Parser(Map<String, String> env) {
      String home = env.getOrDefault("HOME", System.getProperty("user.home"));
      data = Path.of(home, ".spike", "dev");
    }

    void take(String word, Deque<String> rest) {
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      if (equals > 0) {
        rest.addFirst(word.substring(equals + 1));
        word = word.substring(0, equals);
      }
      switch (word) {
        case "--data" -> data = Path.of(value(word, rest)).toAbsolutePath().normalize();
        case "--identity" -> takeIdentity(value(word, rest));
        case "--nexus-port" -> nexusPort = port(word, value(word, rest));
        case "--keeper-ports" -> keeperPorts = ports(word, value(word, rest));
        case "--detach" -> detach = true;
        case "--help", "-h", "help" -> command = Command.HELP;
        default -> takeWord(word);
      }
    }

    private void takeWord(String word) {
      if (command == Command.RUN && !word.startsWith("-")) {
        command = switch (word) {
          case "start" -> Command.START;
          case "stop" -> Command.STOP;
          case "status" -> Command.STATUS;
          default -> throw refuse("dev has no command %s; there are start, stop and status", word);
        };
      } else if ((command == Command.START || command == Command.STOP) && program.isEmpty()
          && !word.startsWith("-")) {
        program = Optional.of(word);
      } else {
        throw refuse("dev does not know %s; see spike dev --help", word);
      }
    }

    private void takeIdentity(String text) {
      int equals = text.indexOf('=');
      String name = text.substring(0, Math.max(0, equals));
      if (!IDENTITY_NAME.matcher(name).matches()) {
        throw refuse("--identity %s: NAME=SPIFFE-ID is expected, NAME of a-z, 0-9 and -", text);
      }
      if (DevIdentities.standard().containsKey(name) || identities.containsKey(name)) {
        throw refuse("--identity %s: there is an identity named %s already", text, name);
      }
      SpiffeId id = spiffeId(text, text.substring(equals + 1));
      if (!id.getTrustDomain().getName().equals(EmbeddedAuthority.TRUST_DOMAIN)) {
        throw refuse("--identity %s: only identities of spiffe://%s can be made here", text,
            EmbeddedAuthority.TRUST_DOMAIN);
      }
      identities.put(name, id);
    }

    private static SpiffeId spiffeId(String argument, String text) {
      try {
        return SpiffeId.parse(text);
      } catch (InvalidSpiffeIdException | IllegalArgumentException e) {
        throw refuse("--identity %s: not a SPIFFE ID (%s)", argument,
            String.valueOf(e.getMessage()));
      }
    }

    DevOptions options() {
      if (command == Command.START && program.isEmpty()) {
        throw refuse("dev start needs the program to start: nexus, keeper-1, keeper-2 or keeper-3");
      }
      List<Integer> ports = new ArrayList<>(keeperPorts);
      ports.add(nexusPort);
      if (new HashSet<>(ports).size() != ports.size()) {
        throw refuse("two programs cannot share one port: %s", ports);
      }
      DevOptions options =
          new DevOptions(command, data, identities, nexusPort, keeperPorts, detach, program);
      List<String> names = options.programs().stream().map(Program::name).toList();
      if (program.isPresent() && !names.contains(program.get())) {
        throw refuse("dev has no program %s; there are %s", program.get(), names);
      }
      return options;
    }

    private static String value(String option, Deque<String> rest) {
      if (rest.isEmpty()) {
        throw refuse("%s needs a value", option);
      }
      return rest.removeFirst();
    }

    private static List<Integer> ports(String option, String text) {
      List<Integer> ports = new ArrayList<>();
      for (String part : text.split(",", -1)) {
        ports.add(port(option, part.strip()));
      }
      if (ports.size() != KEEPERS) {
        throw refuse("%s %s: three ports are expected, one for each Keeper", option, text);
      }
      return ports;
    }

    private static int port(String option, String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 1 && port <= MAX_PORT) {
          return port;
        }
      } catch (NumberFormatException e) {
        throw refuse("%s %s: a port is a number from 1 to %d", option, text, MAX_PORT);
      }
      throw refuse("%s %s: a port is a number from 1 to %d", option, text, MAX_PORT);
    }
  }
}
