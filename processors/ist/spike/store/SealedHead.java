// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.audit.ChainHead;
import ist.spike.crypto.Fields;
import ist.spike.shard.ShareSet;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.List;

/**
 * The head as it is sealed in every commit (ops/format/store.md 5).
 *
 * @param changeNumber how many commits changed what the set hash covers
 * @param setHash over all covered rows
 * @param head what the clear columns must say
 * @param auditHead the newest audit record
 * @param reservations of every data key, ascending by number
 */
record SealedHead(long changeNumber, SetHash setHash, StoreHead head,
    ChainHead auditHead, List<Reservation> reservations) {

  /** How far one data key's seals were reserved. */
  record Reservation(int number, Purpose purpose, long reserved) {}

  private static final String LABEL = "spike-camel/1/head";

  SealedHead {
    reservations = List.copyOf(reservations);
  }

  static SealedHead of(StoreState state) {
    List<Reservation> reservations = new ArrayList<>();
    for (DataKey key : state.requireKeys().all()) {
      reservations.add(new Reservation(key.number(), key.purpose(), key.reserved()));
    }
    return new SealedHead(state.changeNumber(), state.setHash(), state.head(),
        state.auditHead(), reservations);
  }

  byte[] encode() {
    Fields fields = Fields.of(LABEL).number(changeNumber).bytes(setHash.toBytes())
        .bytes(head.storeId().toBytes()).number(head.dev() ? 1 : 0).number(head.phase().code())
        .bytes(head.shareSet().map(ShareSet::toBytes).orElseGet(() -> new byte[0]))
        .number(auditHead.sequence()).bytes(auditHead.hashBytes());
    for (Reservation key : reservations) {
      fields.number(key.number()).text(key.purpose().text()).number(key.reserved());
    }
    return fields.toBytes();
  }

  /** Reads what {@link #encode} wrote; it was sealed, so anything else is our own mistake. */
  static SealedHead parse(byte[] encoded) {
    FieldReader fields = FieldReader.of(LABEL, encoded);
    long changeNumber = fields.number();
    SetHash setHash = SetHash.of(fields.bytes());
    StoreId storeId = StoreId.of(fields.bytes());
    boolean dev = fields.number() == 1;
    StorePhase phase = StorePhase.of(fields.number());
    StoreHead head = new StoreHead(storeId, dev, phase, StoreRows.shareSet(fields.bytes()));
    ChainHead auditHead = ChainHead.of(fields.number(), fields.bytes());
    List<Reservation> reservations = new ArrayList<>();
    while (fields.hasMore()) {
      reservations.add(new Reservation(Math.toIntExact(fields.number()),
          Purpose.of(fields.text()), fields.number()));
    }
    return new SealedHead(changeNumber, setHash, head, auditHead, reservations);
  }

  /** Refuses a clear head or data keys that say something else than this. */
  void requireSame(StoreHead clear, List<DataKey.Row> keys) {
    if (!head.equals(clear)) {
      throw damaged("the store's clear head differs from the sealed one");
    }
    if (keys.size() != reservations.size()) {
      throw damaged("the store has " + keys.size() + " data keys, its sealed head knows "
          + reservations.size());
    }
    for (int i = 0; i < keys.size(); i++) {
      DataKey.Row row = keys.get(i);
      Reservation known = reservations.get(i);
      // A crash between a reservation and the next commit leaves the row ahead, never behind.
      if (row.number() != known.number() || row.purpose() != known.purpose()
          || row.reserved() < known.reserved()) {
        throw damaged("data key " + row.number() + " differs from what the sealed head knows");
      }
    }
  }

  private static SpikeException damaged(String sentence) {
    return new SpikeException(ErrorCode.DAMAGED, sentence);
  }
}
