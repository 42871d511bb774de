// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Share;
import ist.spike.shard.ShareException;
import ist.spike.shard.ShareFinder;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.List;
import java.util.Optional;

/**
 * Finds the root key of a SPIKE from its recovery shards. Shards carry no mark of the split they come
 * from, and those of SPIKE 0.8.0 and 0.8.2 combine to a wrong key without any error, so the rows of
 * the database tell which key is the right one.
 */
public final class SpikeKeySearch {

  /** More than any SPIKE was given. */
  public static final int MAX_SHARES = 64;

  private SpikeKeySearch() {}

  /**
   * What a search found.
   *
   * @param key the root key; the caller closes it
   * @param unfit the numbers of the shares that are of another split, or wrong
   */
  public record Found(SecretBytes key, List<Integer> unfit) implements AutoCloseable {

    @Override
    public void close() {
      key.close();
    }

    @Override
    public String toString() {
      return "Found[unfit=" + unfit + "]";
    }
  }

  /**
   * Looks for the key among all combinations, those of the most shares first, since how many are
   * needed is written nowhere either.
   *
   * @param shares borrowed
   * @throws SpikeException {@code BAD_REQUEST} when no combination opens a row of the database
   */
  public static Found find(List<Share> shares, SpikeDatabase database) {
    if (shares.isEmpty() || shares.size() > MAX_SHARES) {
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          "give 1 to " + MAX_SHARES + " shards, not " + shares.size());
    }
    if (database.rows() == 0) {
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          "the database is empty, so nothing is to be imported");
    }
    for (int threshold = shares.size(); threshold >= 2; threshold--) {
      Optional<Found> found = combine(shares, threshold, database);
      if (found.isPresent()) {
        return found.get();
      }
    }
    // With a threshold of 1, which SPIKE allows, every share is the key.
    return shares.stream().filter(share -> database.opensWith(share.value())).findFirst()
        .map(share -> new Found(share.value().copy(), List.of()))
        .orElseThrow(() -> new SpikeException(ErrorCode.BAD_REQUEST, "no combination of these "
            + shares.size() + " shards opens a row of the database: nothing was done. They are too"
            + " few, of another key, or not of one SPIKE version; give shards of one split"));
  }

  private static Optional<Found> combine(List<Share> shares, int threshold,
      SpikeDatabase database) {
    try {
      return ShareFinder.find(shares, threshold, database::opensWith)
          .map(found -> new Found(found.secret(), found.badIds()));
    } catch (ShareException e) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }
}
