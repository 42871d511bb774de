// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.crypto.Identifier;
import ist.spike.crypto.KeyId;
import ist.spike.shard.CheckValue;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ShareLabel;
import ist.spike.wire.SpikeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What everybody may read on a custodian's file: which share of which key of which store is inside
 * (ops/format/recovery.md). The check value ties the share to all of it but the store, n and t.
 *
 * @param storeId id of the store, 32 hexadecimal digits
 * @param label which share of which set
 */
public record CustodyHeader(String storeId, ShareLabel label) {

  /** Begins the header, wherever it stands. */
  static final String TYPE = "spike-share";

  private static final String VERSION = "1";

  /** Refuses another form of the store's id. */
  public CustodyHeader {
    Identifier.requireHex(storeId);
  }

  /** The words of the header, none with a blank in it. */
  List<String> words() {
    return List.of(VERSION, "store=" + storeId, "key=" + label.keyId(), "set=" + label.shareSet(),
        "share=" + label.shareId(), "n=" + label.n(), "t=" + label.t(), "check=" + label.check());
  }

  /** Reads what {@link #words} gave; {@code DAMAGED} when it is anything else. */
  static CustodyHeader parse(List<String> words) {
    Map<String, String> values = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    try {
      CustodyHeader header = new CustodyHeader(value(values, "store"),
          new ShareLabel(KeyId.parse(value(values, "key")),
              ShareSetId.parse(value(values, "set")), number(values, "share"),
              number(values, "n"), number(values, "t"), CheckValue.parse(value(values, "check"))));
      if (header.words().equals(words)) {
        return header;
      }
    } catch (IllegalArgumentException | NullPointerException e) {
      throw damaged();
    }
    throw damaged();
  }

  private static String value(Map<String, String> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static int number(Map<String, String> values, String name) {
    return Integer.parseInt(value(values, name));
  }

  private static SpikeException damaged() {
    return new SpikeException(ErrorCode.DAMAGED,
        "the header of the share file is not of version " + VERSION + ", or was altered");
  }
}
