// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.buffer.Buffer;

/** Zeroes buffers of Vert.x that held what should not stay. */
final class Wipe {

  private static final byte[] ZEROES = new byte[4_096];

  private Wipe() {}

  static void zero(Buffer buffer) {
    for (int at = 0; at < buffer.length(); at += ZEROES.length) {
      buffer.setBytes(at, ZEROES, 0, Math.min(ZEROES.length, buffer.length() - at));
    }
  }
}
