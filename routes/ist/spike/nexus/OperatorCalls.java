// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Share;
import ist.spike.wire.Call;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.Reply;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Answers the custodians: recovery shares out, recovery shares in (wire spec 3.4). */
final class OperatorCalls implements Custodians {

  private final Checks checks;
  private final KeyHolder keys;
  private final ShareTaker collection;
  private final int maxShareId;

  OperatorCalls(Checks checks, KeyHolder keys, ShareTaker collection, int maxShareId) {
    this.checks = checks;
    this.keys = keys;
    this.collection = collection;
    this.maxShareId = maxShareId;
  }

  @Override
  public Reply recover(Call call) {
    return checks.answer(call, new Checks.Steps<>(body -> {
      EmptyMessage.parse(body);
      return call;
    }, request -> {}, request -> recover()));
  }

  private Reply recover() {
    if (!keys.isUnsealed()) {
      // SPIKE's path answers 500 here, not 503 (wire spec 3.4).
      throw new SpikeException(ErrorCode.INTERNAL, "recover was asked for while sealed");
    }
    SortedMap<Integer, SecretBytes> shards = new TreeMap<>();
    for (Share share : keys.allShares()) {
      shards.put(share.id(), share.value());
    }
    try (RecoveredShares answer = new RecoveredShares(shards, Optional.empty())) {
      return Reply.ok(answer.toJson());
    }
  }

  @Override
  public Reply restore(Call call) {
    try {
      return checks.answer(call, new Checks.Steps<>(RestoreShare::parse, request -> {
        Validation.requireShareId(request.id(), maxShareId);
        Validation.requireShare(request.shard());
      }, request -> {
        Share share = new Share(request.id(), request.shard().orElseThrow());
        return Reply.ok(collection.add(share).toJson());
      }));
    } finally {
      Arrays.fill(call.body(), (byte) 0);
    }
  }
}
