// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.ImportSpike.Outcome;
import ist.spike.wire.Operation;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sends secrets to Nexus in batches that fit into a request, and has each batch compared with what
 * Nexus then gives back.
 */
final class ImportBatches {

  /** Below the megabyte that Nexus takes in a request unless told otherwise. */
  static final int MAX_BATCH_BYTES = 1_000_000;
  private static final int MAX_BATCH_SECRETS = 200;

  private final Nexus nexus;
  private final boolean dryRun;
  private final Receiver receiver;
  private final Progress progress;
  private final List<ImportSpike.Secret> batch = new ArrayList<>();
  private int batchBytes;
  private long sent;

  /** Is told what became of each secret. */
  interface Receiver {

    /** It was taken, or would be, with so many versions. */
    void imported(int versions);

    /** It is there already. */
    void identical();

    /** Another secret is or was at its path. */
    void different(ImportSpike.Secret secret);

    /**
     * It is larger than a request.
     *
     * @param free whether there is not even a deleted secret at its path
     */
    void tooLarge(ImportSpike.Secret secret, int sizeBytes, boolean free);

    /** It is left out. */
    void skip(String row, String why);
  }

  ImportBatches(Nexus nexus, boolean dryRun, Receiver receiver, Progress progress) {
    this.nexus = nexus;
    this.dryRun = dryRun;
    this.receiver = receiver;
    this.progress = progress;
  }

  /** Has Nexus keep SPIKE's key, for opening what its cipher service sealed; false if it had. */
  boolean sendKey(SecretBytes key) {
    try (ImportSpike request = new ImportSpike(false, Optional.of(key.copy()), List.of())) {
      return ask(request).cipherKeyAdded();
    }
  }

  /** Sends a secret, with this batch or a later one. */
  void add(ImportSpike.Secret next) {
    int size = next.sizeBytes();
    if (size > MAX_BATCH_BYTES) {
      receiver.tooLarge(next, size, isFree(next));
      return;
    }
    if (batchBytes + size > MAX_BATCH_BYTES || batch.size() == MAX_BATCH_SECRETS) {
      flush();
    }
    batch.add(next);
    batchBytes += size;
  }

  /** Sends what is left. */
  void flush() {
    if (batch.isEmpty()) {
      return;
    }
    List<Outcome> outcomes = send(dryRun);
    List<Outcome> kept = dryRun ? outcomes : send(true);
    for (int i = 0; i < batch.size(); i++) {
      note(batch.get(i), outcomes.get(i), kept.get(i));
    }
    sent += batch.size();
    progress.tell(() -> sent + " secrets " + (dryRun ? "compared" : "sent and read back"));
    batch.clear();
    batchBytes = 0;
  }

  private void note(ImportSpike.Secret secret, Outcome outcome, Outcome kept) {
    switch (outcome) {
      case IMPORTED -> {
        if (!dryRun && kept != Outcome.IDENTICAL) {
          receiver.skip(secret.path(),
              "it was imported, but what Nexus gives back differs: somebody changed it meanwhile");
        } else {
          receiver.imported(secret.versions().size());
        }
      }
      case IDENTICAL -> receiver.identical();
      case DIFFERENT -> receiver.different(secret);
      case REFUSED -> receiver.skip(secret.path(), "its path or a key in it has characters that the"
          + " API takes from nobody, or its numbers are out of range");
    }
  }

  private List<Outcome> send(boolean compareOnly) {
    return send(compareOnly, batch);
  }

  private List<Outcome> send(boolean compareOnly, List<ImportSpike.Secret> secrets) {
    try (ImportSpike request = new ImportSpike(compareOnly, Optional.empty(), secrets)) {
      List<Outcome> outcomes = ask(request).outcomes();
      if (outcomes.size() != secrets.size()) {
        throw new SpikeException(ErrorCode.BAD_ANSWER, "nexus told what became of "
            + outcomes.size() + " secrets, not of " + secrets.size());
      }
      return outcomes;
    }
  }

  /** Metadata does not tell a deleted secret from none; what an import would do there does. */
  private boolean isFree(ImportSpike.Secret secret) {
    SortedMap<Integer, ImportSpike.Version> empty = new TreeMap<>();
    empty.put(1, new ImportSpike.Version(secret.created(), Optional.empty(), Optional.empty()));
    return send(true, List.of(new ImportSpike.Secret(secret.path(), 1, secret.maxVersions(),
        secret.created(), secret.updated(), empty))).getFirst() == Outcome.IMPORTED;
  }

  private ImportSpike.Answer ask(ImportSpike request) {
    byte[] body = request.toJson();
    try {
      return ImportSpike.Answer
          .parse(Patience.ask(progress.terminal(), () -> nexus.ask(Operation.IMPORT_SPIKE, body)));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }
}
