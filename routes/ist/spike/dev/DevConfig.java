// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what the programs and the person at the terminal need to find each other. */
final class DevConfig {
  private final DevOptions options;
  private final DevLayout layout;
  private final EmbeddedAuthority authority;

  DevConfig(DevOptions options, DevLayout layout, EmbeddedAuthority authority) {
    this.options = options;
    this.layout = layout;
    this.authority = authority;
  }

  /** Writes one properties file per program, and {@code dev.env}. */
  void write() throws IOException {
    StringBuilder management = new StringBuilder("# Health and metrics, until the next start:\n");
    Set<Integer> taken =
        options.programs().stream().map(Program::port)
            .collect(Collectors.toCollection(HashSet::new));
    for (Program program : options.programs()) {
      Map<String, String> settings = settings(program.name());
      int port = Ports.free(taken);
      taken.add(port);
      String address = Program.HOST + ":" + port;
      settings.put("management.listen", address);
      management.append("#   ").append(program.name()).append(" http://").append(address)
          .append("/metrics\n");
      if (program.name().equals(DevIdentities.NEXUS)) {
        settings.put("nexus.tls.port", program.listenAddress());
        settings.put("nexus.keeper.peers", peers(options));
        settings.put("nexus.data.dir", layout.data().toString());
        settings.put("store.dev", "true");
      } else {
        settings.put("keeper.tls.port", program.listenAddress());
      }
      write(program.name(), settings);
    }
    Map<String, String> bootstrap = settings(DevIdentities.BOOTSTRAP);
    bootstrap.put("nexus.api.url", nexusUrl(options));
    bootstrap.put("nexus.keeper.peers", peers(options));
    write(DevIdentities.BOOTSTRAP, bootstrap);
    Map<String, String> pilot = settings(DevIdentities.SUPERUSER);
    pilot.put("nexus.api.url", nexusUrl(options));
    write("pilot", pilot);
    PrivateFiles.write(layout.devEnv(), String.join("", environment().entrySet().stream()
        .map(each -> "export " + each.getKey() + "=" + quote(each.getValue()) + "\n").toList())
        + management);
  }

  static String nexusUrl(DevOptions options) {
    return options.programs().getLast().url();
  }

  static String peers(DevOptions options) {
    return options.programs().stream().limit(DevOptions.KEEPERS).map(Program::url)
        .collect(Collectors.joining(","));
  }

  /** What a shell needs to be the superuser of this system. */
  private Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("SPIFFE_ENDPOINT_SOCKET", authority.address(DevIdentities.SUPERUSER));
    variables.put("SPIKE_NEXUS_API_URL", nexusUrl(options));
    variables.put("SPIKE_NEXUS_KEEPER_PEERS", peers(options));
    return variables;
  }

  private Map<String, String> settings(String identity) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spiffe.endpoint.socket", authority.address(identity));
    return settings;
  }

  private void write(String program, Map<String, String> settings) throws IOException {
    StringBuilder text = new StringBuilder("# Written by spike dev at every start.\n");
    settings.forEach((name, value) -> text.append(name).append('=')
        // A backslash begins an escape in a properties file.
        .append(value.replace("\\", "\\\\")).append('\n'));
    PrivateFiles.write(layout.confOf(program), text.toString());
  }

  /** Quoted for any POSIX shell. */
  static String quote(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
