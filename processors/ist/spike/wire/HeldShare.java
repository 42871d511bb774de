// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.util.Optional;

/**
 * What a Keeper answers when asked for its share (wire spec 4.2).
 *
 * @param shard the share; owned by whoever handles the answer
 * @param label what it is; empty from a Go Keeper
 * @param pending whether it came from the pending slot
 */
public record HeldShare(SecretBytes shard, Optional<ShareLabel> label, boolean pending)
    implements
      AutoCloseable {

  private static final String[] NAMES = ShareMessage.withLabel("shard", "pending");

  /** Reads an answer of status 200; a missing or all-zero share is refused. */
  public static HeldShare parse(byte[] body) {
    return ShareMessage.parse(GoReader.keyAnswer(body, NAMES),
        message -> new HeldShare(message.requireShard(), message.label(), message.pending()));
  }

  /** Writes an answer. The array holds the share: the caller zeroes it after use. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().name("shard").share(shard).member("Err", "");
    label.ifPresent(text -> text.write(out));
    return (pending ? out.member("pending", true) : out).close().toBytes();
  }

  @Override
  public void close() {
    shard.close();
  }
}
