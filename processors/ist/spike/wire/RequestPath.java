// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.Optional;

/** Looks into the body of a request for its path and for nothing else. */
public final class RequestPath {

  private RequestPath() {}

  /** The member {@code path}; empty when there is none or the body is not a JSON object. */
  public static Optional<String> find(byte[] body) {
    try {
      GoReader in = GoReader.request(body, "path");
      Optional<String> path = Optional.empty();
      while (in.next()) {
        path = Optional.of(in.text());
      }
      return path;
    } catch (SpikeException e) {
      return Optional.empty();
    }
  }
}
