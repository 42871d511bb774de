// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of one program. Later sources win: the commented defaults in the program's
 * {@code .properties} on the class path, then a file, then the environment. An empty value means
 * unset. A getter refuses what it cannot use, naming the setting, its value unless that may hold a
 * password, and what is allowed; SPIKE instead replaces invalid values silently.
 */
public final class Settings {

  private static final String SOCKET_KEY = "spiffe.endpoint.socket";
  private static final String SOCKET_VARIABLE = "SPIFFE_ENDPOINT_SOCKET";
  private static final int MAX_PORT = 65_535;
  private static final int HTTPS_PORT = 443;
  private static final Pattern LISTEN =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:\\[\\]]*)):([0-9]{1,5})");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(|KiB|MiB|GiB)");
  private static final Map<String, Integer> SIZE_SHIFTS =
      Map.of("", 0, "KiB", 10, "MiB", 20, "GiB", 30);

  /** Whose values may hold a password or are one, so that no message repeats them. */
  private static final Set<String> CONFIDENTIAL =
      Set.of("audit.sinks", "backup.destinations", "backup.s3.secret", "backup.s3.session.token");

  private final SortedMap<String, Setting> settings;

  /**
   * A value and where it came from.
   *
   * @param value trimmed; empty when unset
   * @param source what to call it in an error
   */
  record Setting(String value, String source) {}

  private Settings(SortedMap<String, Setting> settings) {
    this.settings = settings;
  }

  /** Loads a program's settings, its file named by {@code --config FILE} among its arguments. */
  public static Settings load(String program, List<String> arguments,
      Map<String, String> environment) {
    return load(program, SettingsFiles.named(arguments), environment);
  }

  /**
   * Loads a program's settings.
   *
   * @param program names the defaults on the class path: {@code nexus.properties} and so on
   * @param file overlays the defaults; without one the file that {@code SPIKE_CONFIG} names does
   * @param environment overlays both
   */
  public static Settings load(String program, Optional<Path> file,
      Map<String, String> environment) {
    SortedMap<String, Setting> settings = new TreeMap<>();
    SettingsFiles.defaults(program)
        .forEach((key, value) -> settings.put(key, new Setting(value, key)));
    file.or(() -> variable(environment, "SPIKE_CONFIG").map(Path::of))
        .ifPresent(path -> SettingsFiles.overlay(program, path, settings));
    settings.replaceAll((key, setting) -> variable(environment, variableOf(key))
        .map(value -> new Setting(value, variableOf(key))).orElse(setting));
    return new Settings(settings);
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::trim)
        .filter(value -> !value.isEmpty());
  }

  /** The environment variable that overrides a key. */
  static String variableOf(String key) {
    return key.equals(SOCKET_KEY)
        ? SOCKET_VARIABLE
        : "SPIKE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The value; empty when unset. */
  public Optional<String> find(String key) {
    return Optional.of(setting(key).value()).filter(value -> !value.isEmpty());
  }

  /** The value, which must be set. */
  public String text(String key) {
    return find(key).orElseThrow(() -> invalid(key, "it must be set"));
  }

  /** The value, which must be one of these, in any case; answered as it is spelt here. */
  public String oneOf(String key, String... allowed) {
    return read(key, "one of " + String.join(", ", allowed),
        text -> Arrays.stream(allowed).filter(text::equalsIgnoreCase).findFirst());
  }

  /** The value as a truth value. */
  public boolean flag(String key) {
    return oneOf(key, "true", "false").equals("true");
  }

  /** The value as a whole number of this range. */
  public int integer(String key, int min, int max) {
    return read(key, "a whole number from " + min + " to " + max,
        text -> parse(text).filter(number -> number >= min && number <= max));
  }

  /** The value as a whole number of this range; empty when unset. */
  public OptionalInt findInteger(String key, int min, int max) {
    return find(key).isEmpty() ? OptionalInt.empty() : OptionalInt.of(integer(key, min, max));
  }

  /** The value as a duration of at least {@code min}. */
  public Duration duration(String key, Duration min) {
    String allowed = "a duration such as 300ms, 30s or 1h30m"
        + (min.isZero() ? "" : ", at least " + min.toMillis() + "ms");
    return read(key, allowed,
        text -> GoDuration.parse(text).filter(duration -> duration.compareTo(min) >= 0));
  }

  /** The value as a number of bytes: {@code 65536}, {@code 64KiB}, {@code 1MiB}. */
  public long bytes(String key, long min, long max) {
    return read(key, "a number of bytes from " + min + " to " + max + ", such as 65536 or 64KiB",
        text -> {
          Matcher size = SIZE.matcher(text);
          return size.matches()
              ? Optional.of(
                  Long.parseLong(size.group(1)) << SIZE_SHIFTS.getOrDefault(size.group(2), 0))
                  .filter(bytes -> bytes >= min && bytes <= max)
              : Optional.empty();
        });
  }

  /** The value as a comma-separated list; empty when unset. An empty element is refused. */
  public List<String> list(String key) {
    return find(key).isEmpty()
        ? List.of()
        : read(key, "a list with commas between its elements and no empty element", text -> {
          List<String> list = Arrays.stream(text.split(",", -1)).map(String::trim).toList();
          return list.contains("") ? Optional.empty() : Optional.of(list);
        });
  }

  /** The trust roots of a role: {@code trust.root.ROLE}, or {@code trust.root} when that is unset. */
  public List<String> trustRoots(String role) {
    List<String> own = list("trust.root." + role);
    return own.isEmpty() ? list("trust.root") : own;
  }

  /** The value as the base URL of a server: https, with a host. */
  public URI uri(String key) {
    return read(key, "an https URL such as https://localhost:8553", Settings::baseUrl);
  }

  /** The value as a list of base URLs, none of them twice. */
  public List<URI> uris(String key) {
    return list(key).isEmpty()
        ? List.of()
        : read(key, "different https URLs with commas between them", text -> {
          List<URI> uris = list(key).stream().flatMap(each -> baseUrl(each).stream()).toList();
          boolean complete = uris.size() == list(key).size();
          return complete && uris.stream().map(Settings::place).distinct().count() == uris.size()
              ? Optional.of(uris)
              : Optional.empty();
        });
  }

  /** The value as an address to listen on, {@code [host]:port}. */
  public ListenAddress listenAddress(String key) {
    return read(key, "[host]:port, such as :8553 or localhost:8553", text -> {
      Matcher address = LISTEN.matcher(text);
      if (!address.matches() || Integer.parseInt(address.group(3)) > MAX_PORT) {
        return Optional.empty();
      }
      String host = Optional.ofNullable(address.group(1)).orElse(address.group(2));
      return Optional.of(new ListenAddress(host.isEmpty() ? "0.0.0.0" : host,
          Integer.parseInt(address.group(3))));
    });
  }

  /** All settings, for the placeholders of routes. */
  public Properties toProperties() {
    Properties properties = new Properties();
    settings.forEach((key, setting) -> properties.setProperty(key, setting.value()));
    return properties;
  }

  /** A refusal of this setting, for checks that need more than one of them. */
  public SpikeException invalid(String key, String allowed) {
    Setting setting = setting(key);
    String value = CONFIDENTIAL.contains(key) ? "of no use" : "\"" + setting.value() + "\"";
    String state = setting.value().isEmpty() ? "is not set" : "is " + value;
    String name = setting.source().equals(key) ? variableOf(key) : setting.source();
    return new SpikeException(ErrorCode.BAD_SETTING, name + " " + state + "; " + allowed);
  }

  private <T> T read(String key, String allowed, Function<String, Optional<T>> parser) {
    return find(key).flatMap(parser).orElseThrow(() -> invalid(key, "it must be " + allowed));
  }

  private Setting setting(String key) {
    Setting setting = settings.get(key);
    if (setting == null) {
      throw new IllegalArgumentException("no default for the setting " + key);
    }
    return setting;
  }

  private static Optional<Integer> parse(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The same for two spellings of one address. */
  private static String place(URI uri) {
    String path = uri.getPath() == null ? "" : uri.getPath();
    return uri.getHost().toLowerCase(Locale.ROOT) + ":"
        + (uri.getPort() < 0 ? HTTPS_PORT : uri.getPort())
        + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  private static Optional<URI> baseUrl(String text) {
    try {
      URI uri = new URI(text);
      boolean plain = uri.getQuery() == null && uri.getFragment() == null
          && uri.getUserInfo() == null;
      return "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && plain
          && uri.getPort() <= MAX_PORT ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
