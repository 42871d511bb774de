// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names for requests: random for the process, then counted. Lives on the event loop. */
final class RequestIds {

  private final String process = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private long count;

  /** A name that no other request of this or another process has. */
  String next() {
    count++;
    return process + "-" + Long.toHexString(count);
  }
}
