// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The members that messages with one share have in common, while such a message is read. */
final class ShareMessage {

  private final GoReader in;
  private final ShareLabel.Parts parts = new ShareLabel.Parts();
  private Optional<SecretBytes> shard = Optional.empty();
  private boolean pending;
  private int id;

  private ShareMessage(GoReader in) {
    this.in = in;
  }

  /**
   * These members and those of a label. A message knows no others: Go skips what is not in its type,
   * whatever that is, and so a member of another message must not be read here.
   */
  static String[] withLabel(String... members) {
    return Stream.concat(Arrays.stream(members), Arrays.stream(ShareLabel.Parts.NAMES))
        .toArray(String[]::new);
  }

  /** Reads the whole message and makes the result of it; a refused one leaves no share behind. */
  static <T> T parse(GoReader in, Function<ShareMessage, T> result) {
    ShareMessage message = new ShareMessage(in);
    boolean done = false;
    try {
      while (in.next()) {
        message.read();
      }
      T made = result.apply(message);
      done = true;
      return made;
    } finally {
      if (!done) {
        message.shard.ifPresent(SecretBytes::close);
      }
    }
  }

  private void read() {
    switch (in.name()) {
      case "shard" -> {
        Optional<SecretBytes> earlier = shard;
        shard = in.share();
        earlier.ifPresent(SecretBytes::close);
      }
      case "pending" -> pending = in.flag();
      case "id" -> id = in.integer();
      default -> parts.read(in);
    }
  }

  SecretBytes requireShard() {
    return shard.filter(share -> !share.isZero()).orElseThrow(in::unreadable);
  }

  /** The share, if the message has one. */
  Optional<SecretBytes> shard() {
    return shard;
  }

  Optional<ShareLabel> label() {
    return parts.label(in);
  }

  boolean pending() {
    return pending;
  }

  int id() {
    return id;
  }
}
