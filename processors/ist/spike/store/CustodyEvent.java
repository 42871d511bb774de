// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.shard.Share;
import ist.spike.shard.ShareSetId;
import java.time.Instant;

/**
 * That the shares of a set were given out for recovery, or that somebody confirmed to hold one.
 *
 * @param shareSet which set
 * @param shareId which share was confirmed; {@link #WHOLE_SET}: all were given out
 * @param who the SPIFFE ID of the caller
 * @param at when
 */
public record CustodyEvent(ShareSetId shareSet, int shareId, String who, Instant at) {

  /** Stands for all shares of the set. */
  public static final int WHOLE_SET = 0;

  private static final int MAX_WHO_CHARACTERS = 2_048;

  /** Refuses what no caller can be: a share beyond {@link Share#MAX_ID}, a name beyond SPIFFE's limit. */
  public CustodyEvent {
    if (shareId < WHOLE_SET || shareId > Share.MAX_ID || who.length() > MAX_WHO_CHARACTERS) {
      throw new IllegalArgumentException("nobody can hold share " + shareId);
    }
  }
}
