// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.Optional;

/** Looks into the body of a request for its path and for nothing else. */
public final class RequestPath {

  private RequestPath() {}

  /** The member {@code path}; empty when there is none or the body is not a JSON object. */
  public static Optional<String> find(byte[] body) {
    try {
      // The body may hold a key or a share as well, of which this must leave no copy.
      GoReader in = GoReader.keyRequest(body, "path");
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
