// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The endpoint URI of a destination, {@code scheme://user@host:port/path?option=value&option=value}. Its
 * options name files and never hold a credential, and refusals name options and never repeat a value,
 * which may be one all the same.
 */
final class EndpointUri {

  private final URI uri;
  private final Map<String, String> options;

  private EndpointUri(URI uri, Map<String, String> options) {
    this.uri = uri;
    this.options = options;
  }

  /**
   * Reads a URI with a host.
   *
   * @param known every option there is
   * @throws SpikeException {@code BAD_SETTING} for an option that is unknown, given twice or empty
   */
  static EndpointUri parse(String text, Set<String> known) {
    URI uri = uri(text);
    Map<String, String> options = new TreeMap<>();
    EndpointUri endpoint = new EndpointUri(uri, options);
    String userInfo = uri.getRawUserInfo();
    if (uri.getHost() == null || uri.getFragment() != null
        || (userInfo != null && userInfo.contains(":"))) {
      throw bad("a destination must read scheme://user@host:port/path?option=value, without a"
          + " password");
    }
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String option : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String key = option.replaceFirst("=.*", "");
      if (!known.contains(key)) {
        throw endpoint.refusal("has no option '" + key + "'; there are " + String.join(", ",
            known.stream().sorted().toList()));
      }
      String value = URI.create("x:" + option).getSchemeSpecificPart().substring(key.length());
      if (value.length() < 2 || options.put(key, value.substring(1)) != null) {
        throw endpoint.refusal("must have a value for option '" + key + "', once");
      }
    }
    return endpoint;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // SECURITY: the exception repeats the text, which may hold a credential.
      throw bad("a destination is not a URI: " + e.getReason() + " at character " + e.getIndex());
    }
  }

  /** Without options and user, to name the destination by. */
  String name() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getPath();
  }

  String host() {
    return uri.getHost();
  }

  int port(int otherwise) {
    return uri.getPort() < 0 ? otherwise : uri.getPort();
  }

  /** Without a slash at its end; empty when there is none. */
  String path() {
    return uri.getPath().replaceFirst("/+$", "");
  }

  String user() {
    return Optional.ofNullable(uri.getUserInfo()).filter(user -> !user.isEmpty())
        .orElseThrow(() -> refusal("must name a user, as in " + uri.getScheme() + "://user@host/"));
  }

  Optional<String> option(String key) {
    return Optional.ofNullable(options.get(key));
  }

  /** An option that must be set, to a file that can be read. */
  Path file(String key) {
    Path file =
        Path.of(option(key).orElseThrow(() -> refusal("must have the option '" + key + "'")));
    if (!file.isAbsolute() || !Files.isReadable(file)) {
      throw refusal("must name a file by its whole path, one that can be read, in option '" + key
          + "'");
    }
    return file;
  }

  /** Of this destination; names it without its options. */
  SpikeException refusal(String sentence) {
    return bad(name() + " " + sentence);
  }

  private static SpikeException bad(String sentence) {
    return new SpikeException(ErrorCode.BAD_SETTING, "SPIKE_BACKUP_DESTINATIONS: " + sentence);
  }
}
