// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.secret.SecretHistory;
import ist.spike.secret.VersionInfo;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The metadata of a secret as bytes (ops/format/store.md 4.1). */
final class HistoryCodec {

  private static final byte FORMAT = 1;
  private static final int HEADER_SIZE_BYTES = 1 + 4 + 4 + 8 + 8 + 4;
  private static final int VERSION_SIZE_BYTES = 4 + 8 + 1 + 8;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private HistoryCodec() {}

  static byte[] encode(SecretHistory history) {
    ByteBuffer bytes = ByteBuffer
        .allocate(HEADER_SIZE_BYTES + history.versions().size() * VERSION_SIZE_BYTES);
    bytes.put(FORMAT).putInt(history.highestEver()).putInt(history.maxVersions());
    bytes.putLong(nanos(history.created())).putLong(nanos(history.updated()));
    bytes.putInt(history.versions().size());
    history.versions().forEach((version, info) -> {
      bytes.putInt(version).putLong(nanos(info.created()));
      bytes.put((byte) (info.isLive() ? 0 : 1));
      bytes.putLong(info.deleted().map(HistoryCodec::nanos).orElse(0L));
    });
    return bytes.array();
  }

  /** Reads what {@link #encode} wrote; it was sealed, so anything else is our own mistake. */
  static SecretHistory decode(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    try {
      byte format = bytes.get();
      if (format != FORMAT) {
        throw unreadable("format " + format);
      }
      int highestEver = bytes.getInt();
      int maxVersions = bytes.getInt();
      Instant created = instant(bytes.getLong());
      Instant updated = instant(bytes.getLong());
      SortedMap<Integer, VersionInfo> versions = new TreeMap<>();
      for (int left = bytes.getInt(); left > 0; left--) {
        versions.put(bytes.getInt(), version(bytes));
      }
      return new SecretHistory(highestEver, maxVersions, created, updated, versions);
    } catch (BufferUnderflowException e) {
      throw unreadable("cut off after " + encoded.length + " bytes");
    }
  }

  /** Nanoseconds since 1970, which reach from 1677 to 2262. */
  static long nanos(Instant instant) {
    return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND),
        instant.getNano());
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND),
        Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  private static VersionInfo version(ByteBuffer bytes) {
    Instant created = instant(bytes.getLong());
    boolean deleted = bytes.get() != 0;
    Instant deletedAt = instant(bytes.getLong());
    return new VersionInfo(created, deleted ? Optional.of(deletedAt) : Optional.empty());
  }

  private static SpikeException unreadable(String why) {
    return new SpikeException(ErrorCode.INTERNAL, "metadata of a secret cannot be read: " + why);
  }
}
