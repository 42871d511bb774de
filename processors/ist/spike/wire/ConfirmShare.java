// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.shard.CheckValue;
import ist.spike.shard.ShareSetId;

/**
 * Says that a custodian holds an intact share. Holds no share, only its public check value.
 *
 * @param shareSet the set that the share is of
 * @param shareId which share
 * @param check its check value
 */
public record ConfirmShare(ShareSetId shareSet, int shareId, CheckValue check) {

  /** Reads a request. */
  public static ConfirmShare parse(byte[] body) {
    GoReader in = GoReader.request(body, "shareSet", "shareId", "check");
    String shareSet = "";
    String check = "";
    int shareId = 0;
    while (in.next()) {
      switch (in.name()) {
        case "shareSet" -> shareSet = in.text();
        case "shareId" -> shareId = in.integer();
        default -> check = in.text();
      }
    }
    try {
      return new ConfirmShare(ShareSetId.parse(shareSet), shareId, CheckValue.parse(check));
    } catch (IllegalArgumentException e) {
      throw in.unreadable();
    }
  }

  /** Writes a request. */
  public byte[] toJson() {
    return new GoWriter().open().member("shareSet", shareSet.toString())
        .member("shareId", shareId).member("check", check.toString()).close().toBytes();
  }

  /** Writes an answer: how many of how many shares are confirmed now. */
  public static byte[] answer(int confirmed, int shares) {
    return new GoWriter().open().member("confirmed", confirmed).member("shares", shares)
        .close().toBytes();
  }
}
