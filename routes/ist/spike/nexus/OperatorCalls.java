// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.shard.Share;
import ist.spike.wire.Call;
import ist.spike.wire.ConfirmShare;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.Reply;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers the custodians: recovery shares out, recovery shares in (wire spec 3.4). */
final class OperatorCalls implements Custodians {

  private final Checks checks;
  private final ShareExport export;
  private final ShareTaker collection;
  private final int maxShareId;

  OperatorCalls(Checks checks, ShareExport export, ShareTaker collection, int maxShareId) {
    this.checks = checks;
    this.export = export;
    this.collection = collection;
    this.maxShareId = maxShareId;
  }

  @Override
  public Reply recover(Call call) {
    return answer(call, () -> {
      if (!export.isReady()) {
        // SPIKE's path answers 500 here, not 503 (wire spec 3.4).
        throw new SpikeException(ErrorCode.INTERNAL, "recover was asked for while sealed");
      }
      try (RecoveredShares answer = export.plain(caller(call))) {
        return Reply.ok(answer.toJson());
      }
    });
  }

  @Override
  public Reply recoverEncrypted(Call call) {
    return answer(call, () -> Reply.ok(export.encrypted(caller(call)).toJson()));
  }

  @Override
  public Reply confirm(Call call) {
    return checks.answer(call, new Checks.Steps<>(ConfirmShare::parse, request -> {},
        request -> Reply.ok(ConfirmShare.answer(export.confirm(request, caller(call)),
            export.liveSet().shares()))));
  }

  @Override
  public Reply restore(Call call) {
    try {
      return checks.answer(call, new Checks.Steps<>(RestoreShare::parse,
          request -> Optional.of("share " + request.id()), request -> {
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

  /** The answer to a request whose body says nothing. */
  private Reply answer(Call call, Supplier<Reply> act) {
    return checks.answer(call, new Checks.Steps<>(body -> {
      EmptyMessage.parse(body);
      return call;
    }, request -> {}, request -> act.get()));
  }

  /** Whom the checks have let through. */
  private static String caller(Call call) {
    return call.caller().orElseThrow().toString();
  }
}
