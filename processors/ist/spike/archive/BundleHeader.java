// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.shard.ShareException;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What a backup tells before it is opened: whose shares open it. Nothing of it is authentic before the
 * bundle was opened; a false one can only lead to a refusal of right shares.
 *
 * @param storeId the store it is of
 * @param shareSet whose shares give the key that opens it, with a check value for each
 */
public record BundleHeader(StoreId storeId, ShareSet shareSet) {

  private static final String TYPE = "spike";
  private static final String VERSION = "1";

  /** Reads the beginning of a backup; {@code DAMAGED} when it is none. */
  public static BundleHeader read(InputStream source) throws IOException {
    for (AgeStanza stanza : AgeHeader.read(source)) {
      if (stanza.type().equals(TYPE)) {
        return of(stanza);
      }
    }
    throw new SpikeException(ErrorCode.DAMAGED,
        "the age header names no store: this is no backup of SPIKE");
  }

  AgeStanza toStanza() {
    byte[] set = shareSet.toBytes();
    byte[] body = ByteBuffer.allocate(StoreId.SIZE_BYTES + set.length).put(storeId.toBytes())
        .put(set).array();
    return new AgeStanza(TYPE, List.of(VERSION), body);
  }

  private static BundleHeader of(AgeStanza stanza) {
    byte[] body = stanza.body();
    if (!stanza.arguments().equals(List.of(VERSION)) || body.length < StoreId.SIZE_BYTES) {
      throw new SpikeException(ErrorCode.DAMAGED,
          "the header of the backup has version " + stanza.arguments() + " and " + body.length
              + " bytes; this program knows version " + VERSION);
    }
    try {
      return new BundleHeader(StoreId.of(Arrays.copyOf(body, StoreId.SIZE_BYTES)),
          ShareSet.parse(Arrays.copyOfRange(body, StoreId.SIZE_BYTES, body.length)));
    } catch (ShareException e) {
      throw new SpikeException(ErrorCode.DAMAGED, "the share set in the header cannot be read", e);
    }
  }
}
