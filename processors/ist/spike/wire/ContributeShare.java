// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.util.Optional;

/**
 * Gives a Keeper a share (wire spec 4.1).
 *
 * @param shard the share; owned by whoever handles the request
 * @param label what it is; empty from a Go peer
 */
public record ContributeShare(SecretBytes shard, Optional<ShareLabel> label)
    implements
      AutoCloseable {

  private static final String[] NAMES = ShareMessage.withLabel("shard");

  /** Reads a request; a missing or all-zero share is refused. */
  public static ContributeShare parse(byte[] body) {
    return ShareMessage.parse(GoReader.keyRequest(body, NAMES),
        message -> new ContributeShare(message.requireShard(), message.label()));
  }

  /** Writes a request. The array holds the share: the caller zeroes it after use. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().name("shard").share(shard);
    label.ifPresent(text -> text.write(out));
    return out.close().toBytes();
  }

  @Override
  public void close() {
    shard.close();
  }
}
