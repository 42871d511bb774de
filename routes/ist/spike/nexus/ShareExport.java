// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.archive.Custodian;
import ist.spike.archive.CustodyHeader;
import ist.spike.config.Settings;
import ist.spike.crypto.SecretBytes;
import ist.spike.keyring.Sharing;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.store.Custody;
import ist.spike.store.CustodyEvent;
import ist.spike.store.StorePhase;
import ist.spike.store.StoreSeal;
import ist.spike.wire.ConfirmShare;
import ist.spike.wire.EncryptedShares;
import ist.spike.wire.EncryptedShares.CustodianFile;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.ShardText;
import ist.spike.wire.ShareSetDescription;
import ist.spike.wire.SpikeException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives out the shares of the live set: plain, as SPIKE does, or, when custodians are named, each one
 * encrypted to its own and no other way. The store remembers that it was done, and who confirmed.
 */
final class ShareExport {

  static final String SETTING = "recovery.custodians";

  private final KeyHolder keys;
  private final StoreSeal seal;
  private final Book book;
  private final List<Custodian> custodians;

  /** Where it is written down who took shares out and who confirmed one, and when. */
  record Book(Custody custody, InstantSource clock) {}

  /** @param custodians in the order of the shares; empty: shares are given out plain */
  ShareExport(KeyHolder keys, StoreSeal seal, Book book, List<Custodian> custodians) {
    this.keys = keys;
    this.seal = seal;
    this.book = book;
    this.custodians = List.copyOf(custodians);
  }

  /** Those that the setting names. */
  static List<Custodian> custodians(Settings settings, Sharing sharing) {
    return custodians(settings.list(SETTING), sharing.shares());
  }

  /** What to call them. */
  static List<String> custodianNames(Settings settings, Sharing sharing) {
    return custodians(settings, sharing).stream().map(Custodian::name).toList();
  }

  /** Exactly one custodian for each share, or none at all; anything else is a wrong setting. */
  static List<Custodian> custodians(List<String> names, int shares) {
    if (!names.isEmpty() && names.size() != shares) {
      throw new SpikeException(ErrorCode.BAD_SETTING, SETTING + " names " + names.size()
          + " custodians, but the root key has " + shares + " shares: each custodian keeps one");
    }
    List<Custodian> custodians = names.stream().map(Custodian::of).toList();
    if (new HashSet<>(custodians.stream().map(Custodian::name).toList()).size() < names.size()) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          SETTING + " names one custodian twice, who would hold more than one share");
    }
    return custodians;
  }

  /** Whether there is a root key to give shares of. */
  boolean isReady() {
    return keys.isUnsealed();
  }

  /** All shares as they are, with their set's description. */
  RecoveredShares plain(String caller) {
    if (!custodians.isEmpty()) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, SETTING
          + " is set, so recovery shares leave only encrypted to " + custodians.size()
          + " custodians; ask with SPIKE Camel's own spike operator recover");
    }
    ShareSet set = keys.shareSet();
    SortedMap<Integer, SecretBytes> shards = new TreeMap<>();
    for (Share share : keys.allShares()) {
      shards.put(share.id(), share.value());
    }
    RecoveredShares shares = new RecoveredShares(shards, Optional.of(describe(set)));
    try {
      record(new CustodyEvent(set.id(), CustodyEvent.WHOLE_SET, caller, book.clock().instant()));
      return shares;
    } catch (RuntimeException e) {
      shares.close();
      throw e;
    }
  }

  /** One file for each custodian; a bad request when none are named. */
  EncryptedShares encrypted(String caller) {
    if (custodians.isEmpty()) {
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          SETTING + " is not set, so there is nobody to encrypt recovery shares to");
    }
    ShareSet set = keys.shareSet();
    if (set.shares() != custodians.size()) {
      throw new SpikeException(ErrorCode.BAD_SETTING, SETTING + " names " + custodians.size()
          + " custodians, but the root key has " + set.shares() + " shares");
    }
    ShareSetDescription description = describe(set);
    List<CustodianFile> files = new ArrayList<>();
    for (int id = 1; id <= set.shares(); id++) {
      files.add(seal(description, id));
    }
    record(new CustodyEvent(set.id(), CustodyEvent.WHOLE_SET, caller, book.clock().instant()));
    return new EncryptedShares(description, files);
  }

  /** Writes down that somebody holds this share; gives how many shares are confirmed now. */
  int confirm(ConfirmShare share, String caller) {
    ShareSet live = liveSet();
    int id = share.shareId();
    boolean known = share.shareSet().equals(live.id()) && id >= 1 && id <= live.shares()
        && live.checks().get(id - 1).equals(share.check());
    if (!known) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "share " + id + " of set "
          + share.shareSet() + " is none of the live set " + live.id()
          + "; it opens nothing any more, run spike operator recover again");
    }
    record(new CustodyEvent(live.id(), id, caller, book.clock().instant()));
    return (int) book.custody().custody(live.id()).stream()
        .filter(event -> event.shareId() != CustodyEvent.WHOLE_SET).count();
  }

  /** The share set that the store's key has; a bad request before there is one. */
  ShareSet liveSet() {
    if (seal.head().phase() != StorePhase.FINAL) {
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          "this store never had a root key, so it has no shares; run bootstrap -init");
    }
    return seal.head().shareSet().orElseThrow();
  }

  private CustodianFile seal(ShareSetDescription description, int id) {
    Custodian custodian = custodians.get(id - 1);
    try (Share share = keys.share(id)) {
      byte[] text = ShardText.format(id, share.value());
      try {
        return new CustodianFile(id, custodian.name(), custodian.suffix(), custodian.seal(
            new CustodyHeader(description.storeId(), description.label(id)), text));
      } finally {
        Arrays.fill(text, (byte) 0);
      }
    }
  }

  private ShareSetDescription describe(ShareSet set) {
    return new ShareSetDescription(seal.head().storeId().toString(), set);
  }

  private void record(CustodyEvent event) {
    Waiting.forResult(book.custody().recordCustody(event));
  }
}
