// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.audit.AuditDraft;
import ist.spike.secret.SecretHistory;
import ist.spike.secret.SecretRules;
import ist.spike.store.SecretStore;
import ist.spike.store.SecretUpdate;
import ist.spike.store.StoredVersion;
import ist.spike.wire.Call;
import ist.spike.wire.ChangeVersions;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.GetSecret;
import ist.spike.wire.ListSecrets;
import ist.spike.wire.PutSecret;
import ist.spike.wire.Reply;
import ist.spike.wire.SecretMetadata;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Answers the calls on secrets (wire spec 3.1 and 3.2). */
final class SecretCalls {

  private final Checks checks;
  private final SecretStore store;
  private final int maxVersions;
  private final InstantSource clock;

  SecretCalls(Checks checks, SecretStore store, int maxVersions, InstantSource clock) {
    this.checks = checks;
    this.store = store;
    this.maxVersions = maxVersions;
    this.clock = clock;
  }

  Reply put(Call call) {
    return checks.answer(call,
        new Checks.Steps<>(PutSecret::parse, request -> Optional.of(request.path()), request -> {
          Validation.requirePath(request.path());
          Validation.requireKeys(request.values());
        }, request -> Reply.later(call.operation(), Waiting.bounded(store.update(request.path(),
            SecretUpdate.put(request.valuesJson(), request.cas(), maxVersions, clock),
            AuditDraft.of(call, request.path()))).thenApply(
                version -> Reply.ok(PutSecret.answer(version))))));
  }

  Reply get(Call call) {
    return checks.answer(call,
        new Checks.Steps<>(GetSecret::parse, request -> Optional.of(request.path()),
            request -> Validation.requirePath(request.path()), request -> {
              StoredVersion found = store.read(request.path(), request.version())
                  .orElseThrow(() -> new SpikeException(ErrorCode.NOT_FOUND, "no such version"));
              return Reply.ok(GetSecret.answer(found.value()));
            }));
  }

  Reply delete(Call call) {
    return change(call, (request, now) -> SecretUpdate.delete(request.versions(), now));
  }

  Reply undelete(Call call) {
    return change(call, (request, now) -> SecretUpdate.undelete(request.versions(), now));
  }

  Reply destroy(Call call) {
    return change(call, (request, now) -> request.all()
        ? SecretUpdate.destroyAll(now)
        : SecretUpdate.destroy(request.versions(), now));
  }

  private interface Change {
    SecretUpdate<SecretHistory> of(ChangeVersions request, InstantSource clock);
  }

  private Reply change(Call call, Change change) {
    return checks.answer(call,
        new Checks.Steps<>(ChangeVersions::parse, request -> Optional.of(request.path()),
            request -> Validation.requirePath(request.path()), request -> {
              Waiting.forResult(store.update(request.path(), change.of(request, clock),
                  AuditDraft.of(call, request.path())));
              return Reply.ok(EmptyMessage.json());
            }));
  }

  Reply list(Call call) {
    return checks.answer(call, new Checks.Steps<>(ListSecrets::parse, SecretCalls::requireLimit,
        request -> {
          SecretList list = new SecretList(store, request,
              request.readable() ? checks.readable(call) : path -> true);
          return Reply.streamed(call.operation(), list::writeTo);
        }));
  }

  private static void requireLimit(ListSecrets request) {
    if (request.limit().isPresent() && request.limit().getAsInt() < 1) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "limit must be at least 1");
    }
  }

  Reply metadata(Call call) {
    return checks.answer(call,
        new Checks.Steps<>(GetSecret::parse, request -> Optional.of(request.path()),
            request -> Validation.requirePath(request.path()), request -> {
              Optional<SecretHistory> history = store.history(request.path());
              SecretRules.readable(history, request.version());
              return Reply.ok(describe(history.orElseThrow()).toJson(ZoneId.systemDefault()));
            }));
  }

  private static SecretMetadata describe(SecretHistory history) {
    SortedMap<Integer, SecretMetadata.Version> versions = new TreeMap<>();
    history.versions().forEach((number, version) -> versions.put(number,
        new SecretMetadata.Version(version.created(), version.deleted())));
    return new SecretMetadata(history.current(), history.oldest(), history.created(),
        history.updated(), history.maxVersions(), history.highestEver(), versions);
  }
}
