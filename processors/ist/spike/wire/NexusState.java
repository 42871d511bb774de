// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.KeyId;
import ist.spike.shard.ShareSetId;
import java.util.Locale;
import java.util.Optional;

/**
 * What Bootstrap asks Nexus before it makes a key.
 *
 * @param mode {@code sqlite}, {@code memory} or {@code lite}
 * @param sealed whether Nexus has no root key in memory
 * @param phase how far the store's key has come
 * @param storeId id of the store in hex; empty without one
 * @param keyId of the final key, else of the candidate
 * @param shares number of shares, of the store or as configured; 0 when neither says
 * @param threshold shares needed, of the store or as configured; 0 when neither says
 * @param shareSet the live share set, else the candidate's
 * @param replaces the key whose live shares may be written over, named by the operator
 * @param lease the answer to a request for the lease
 */
public record NexusState(String mode, boolean sealed, Phase phase, String storeId,
    Optional<KeyId> keyId, int shares, int threshold, Optional<ShareSetId> shareSet,
    Optional<KeyId> replaces, Optional<Lease> lease) {

  /** How far the root key of a store has come. */
  public enum Phase {
    /** No key was ever taken. */
    NEW,
    /** A key is being handed to the Keepers. */
    CANDIDATE,
    /** The store has its key. */
    FINAL
  }

  /**
   * Who may bootstrap now.
   *
   * @param granted whether the one who asked has the lease
   * @param owner who has it; empty when nobody does
   * @param secondsLeft for how long
   */
  public record Lease(boolean granted, String owner, int secondsLeft) {}

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().member("mode", mode).member("sealed", sealed)
        .member("phase", phase.name().toLowerCase(Locale.ROOT)).member("storeId", storeId)
        .member("keyId", keyId.map(KeyId::toString).orElse("")).member("shares", shares)
        .member("threshold", threshold)
        .member("shareSet", shareSet.map(ShareSetId::toString).orElse(""))
        .member("replaces", replaces.map(KeyId::toString).orElse(""));
    lease.ifPresent(answer -> out.name("lease").open().member("granted", answer.granted)
        .member("owner", answer.owner).member("secondsLeft", answer.secondsLeft).close());
    return out.close().toBytes();
  }

  /** Reads an answer. */
  public static NexusState parse(byte[] body) {
    GoReader in = GoReader.answer(body, "mode", "sealed", "phase", "storeId", "keyId", "shares",
        "threshold", "shareSet", "replaces", "lease");
    Parts parts = new Parts();
    while (in.next()) {
      parts.read(in);
    }
    try {
      return parts.state();
    } catch (IllegalArgumentException e) {
      throw in.unreadable();
    }
  }

  private static Optional<Lease> readLease(GoReader value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    GoReader in = value.object("granted", "owner", "secondsLeft");
    boolean granted = false;
    String owner = "";
    int secondsLeft = 0;
    while (in.next()) {
      switch (in.name()) {
        case "granted" -> granted = in.flag();
        case "owner" -> owner = in.text();
        default -> secondsLeft = in.integer();
      }
    }
    return Optional.of(new Lease(granted, owner, secondsLeft));
  }

  private static final class Parts {

    private String mode = "";
    private boolean sealed;
    private String phase = "";
    private String storeId = "";
    private String keyId = "";
    private int shares;
    private int threshold;
    private String shareSet = "";
    private String replaces = "";
    private Optional<Lease> lease = Optional.empty();

    void read(GoReader in) {
      switch (in.name()) {
        case "mode" -> mode = in.text();
        case "sealed" -> sealed = in.flag();
        case "phase" -> phase = in.text();
        case "storeId" -> storeId = in.text();
        case "keyId" -> keyId = in.text();
        case "shares" -> shares = in.integer();
        case "threshold" -> threshold = in.integer();
        case "shareSet" -> shareSet = in.text();
        case "replaces" -> replaces = in.text();
        default -> lease = readLease(in);
      }
    }

    NexusState state() {
      return new NexusState(mode, sealed, Phase.valueOf(phase.toUpperCase(Locale.ROOT)), storeId,
          present(keyId).map(KeyId::parse), shares, threshold,
          present(shareSet).map(ShareSetId::parse),
          present(replaces).map(KeyId::parse), lease);
    }

    private static Optional<String> present(String text) {
      return Optional.of(text).filter(value -> !value.isEmpty());
    }
  }
}
