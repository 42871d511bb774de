// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.util.Optional;

/**
 * One recovery share an operator feeds to Nexus (wire spec 3.4).
 *
 * @param id the share's number; not yet validated
 * @param shard the share, not yet validated; empty when the request has none; owned by the handler
 */
public record RestoreShare(int id, Optional<SecretBytes> shard) implements AutoCloseable {

  /** Reads a request. */
  public static RestoreShare parse(byte[] body) {
    return ShareMessage.parse(GoReader.keyRequest(body, "id", "shard"),
        message -> new RestoreShare(message.id(), message.shard()));
  }

  /** Writes a request. The array holds the share: the caller zeroes it after use. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("id", id).name("shard");
    return shard.map(out::share).orElseGet(() -> out.raw("null")).close().toBytes();
  }

  @Override
  public void close() {
    shard.ifPresent(SecretBytes::close);
  }
}
