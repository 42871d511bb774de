// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.Identifier;
import ist.spike.crypto.KeyId;
import ist.spike.shard.CheckValue;
import ist.spike.shard.ShareException;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import java.util.List;

/**
 * What recovery shares are shares of: public, and enough to check each one alone
 * (ops/format/recovery.md).
 *
 * @param storeId id of the store, 32 hexadecimal digits
 * @param set its live share set
 */
public record ShareSetDescription(String storeId, ShareSet set) {

  static final String[] NAMES = {"storeId", "keyId", "shareSet", "n", "t", "checks"};

  /** Refuses another form of the store's id. */
  public ShareSetDescription {
    Identifier.requireHex(storeId);
  }

  /** The label of one of the shares. */
  public ShareLabel label(int shareId) {
    return new ShareLabel(set.keyId(), set.id(), shareId, set.shares(), set.threshold(),
        set.checks().get(shareId - 1));
  }

  /** Writes the description as a document of its own. */
  public byte[] toJson() {
    return write(new GoWriter().open()).close().toBytes();
  }

  /** Reads a document; anything but a whole description is {@link ErrorCode#BAD_ANSWER}. */
  public static ShareSetDescription parse(byte[] body) {
    return read(GoReader.answer(body, NAMES));
  }

  GoWriter write(GoWriter out) {
    out.member("storeId", storeId).member("keyId", set.keyId().toString())
        .member("shareSet", set.id().toString()).member("n", set.shares())
        .member("t", set.threshold()).name("checks").startArray();
    set.checks().forEach(check -> out.text(check.toString()));
    return out.endArray();
  }

  static ShareSetDescription read(GoReader in) {
    String storeId = "";
    String keyId = "";
    String shareSet = "";
    int shares = 0;
    int threshold = 0;
    List<String> checks = List.of();
    while (in.next()) {
      switch (in.name()) {
        case "storeId" -> storeId = in.text();
        case "keyId" -> keyId = in.text();
        case "shareSet" -> shareSet = in.text();
        case "n" -> shares = in.integer();
        case "t" -> threshold = in.integer();
        default -> checks = in.texts();
      }
    }
    try {
      return new ShareSetDescription(storeId, new ShareSet(KeyId.parse(keyId),
          ShareSetId.parse(shareSet), shares, threshold,
          checks.stream().map(CheckValue::parse).toList()));
    } catch (IllegalArgumentException | ShareException e) {
      throw in.unreadable();
    }
  }
}
