// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * One backup, as lists show it.
 *
 * @param id its name
 * @param bytes size of its file; 0 while unknown
 * @param sha256 hash of its file, lower-case hex; empty while unknown
 * @param keyId of the root key that opens it; empty while unknown
 * @param slot {@code daily}, {@code weekly}, {@code monthly} or {@code none}
 * @param time when its snapshot was taken
 * @param places where it is or was
 */
public record BackupInfo(String id, long bytes, String sha256, String keyId, String slot,
    Instant time, List<BackupPlace> places) {

  private static final String[] NAMES =
      {"id", "bytes", "sha256", "keyId", "slot", "time", "places"};

  /** Takes a copy. */
  public BackupInfo {
    places = List.copyOf(places);
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter();
    write(out);
    return out.toBytes();
  }

  /** Reads an answer. */
  public static BackupInfo parse(byte[] body) {
    return read(GoReader.answer(body, NAMES));
  }

  static List<BackupInfo> readAll(GoReader in) {
    return in.objects(BackupInfo::read, NAMES);
  }

  private static BackupInfo read(GoReader in) {
    String id = "";
    long bytes = 0;
    String sha256 = "";
    String keyId = "";
    String slot = "";
    Instant time = Instant.EPOCH;
    List<BackupPlace> places = List.of();
    while (in.next()) {
      switch (in.name()) {
        case "id" -> id = in.text();
        case "bytes" -> bytes = in.number();
        case "sha256" -> sha256 = in.text();
        case "keyId" -> keyId = in.text();
        case "slot" -> slot = in.text();
        case "time" -> time = in.time().orElseThrow(in::unreadable);
        default -> places = BackupPlace.readAll(in);
      }
    }
    return new BackupInfo(id, bytes, sha256, keyId, slot, time, places);
  }

  void write(GoWriter out) {
    out.open().member("id", id).member("bytes", bytes).member("sha256", sha256)
        .member("keyId", keyId).member("slot", slot).member("time", time, ZoneOffset.UTC)
        .name("places").startArray();
    places.forEach(place -> place.write(out));
    out.endArray().close();
  }
}
