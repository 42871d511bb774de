// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.secret.SecretHistory;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** A process of its own that works on a store, to be killed or starved by the test that started it. */
final class StoreProcess {

  /** Clients of a process under load, each with a path of its own and all with a common one. */
  static final int CLIENTS = 8;
  static final String COMMON = "common";
  static final int KEEP_ALL = 1_000_000;

  private static final InstantSource CLOCK = InstantSource.system();

  private StoreProcess() {}

  /** Arguments: what to do, the store's directory, the root key in hex, and what else it takes. */
  public static void main(String[] arguments) throws Exception {
    StoreSettings settings = new StoreSettings(Path.of(arguments[1]), false);
    try (RootKey key =
        RootKey.of(SecretBytes.takeOwnership(HexFormat.of().parseHex(arguments[2])))) {
      switch (arguments[0]) {
        case "load" -> load(settings, key, arguments[3], Integer.parseInt(arguments[4]));
        case "journal" -> journal(settings, key, Integer.parseInt(arguments[3]));
        case "unflushed" ->
          unflushed(settings, key, Path.of(arguments[3]), Integer.parseInt(arguments[4]));
        case "restore" -> restore(settings, key, arguments[3]);
        case "restoreStarved" -> restoreStarved(settings, key, Path.of(arguments[3]));
        case "starve" -> starve(settings, key, Path.of(arguments[3]), arguments[4]);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  /** The value of a version, from which its writer and its number can be told. */
  static String value(String path, int version) {
    return path + "#" + version + "#" + "x".repeat(200);
  }

  /** Writes until it is killed; stands still at the {@code count}th pass of a named point. */
  private static void load(StoreSettings settings, RootKey key, String point, int count)
      throws InterruptedException {
    PrintStream out = System.out;
    int[] left = {count};
    WriteProbe probe = (reached, database) -> {
      if (reached.name().equals(point) && --left[0] == 0) {
        out.println("at " + point);
        standStill();
      }
    };
    SqliteStore store = SqliteStore.open(settings, StoreTuning.STANDARD.with(probe));
    store.unseal(key);
    out.println("ready");
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      String own = "client/" + client;
      clients.add(Thread.ofPlatform().start(() -> {
        while (true) {
          putNext(store, own, out);
          String unique = own + " at " + System.nanoTime();
          int version = put(store, COMMON, unique);
          out.println("ok\t" + COMMON + "\t" + version + "\t" + unique);
        }
      }));
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  private static void putNext(SecretStore store, String path, PrintStream out) {
    int next = store.history(path).map(SecretHistory::highestEver).orElse(0) + 1;
    String value = value(path, next);
    out.println("ok\t" + path + "\t" + put(store, path, value) + "\t" + value);
  }

  private static int put(SecretStore store, String path, String value) {
    return result(store.update(path,
        SecretUpdate.put(value.getBytes(UTF_8), OptionalInt.empty(), KEEP_ALL, CLOCK)));
  }

  /** Puts the file {@code restored.db} into the store's place; stands still at a named step. */
  private static void restore(StoreSettings settings, RootKey key, String step)
      throws IOException {
    PrintStream out = System.out;
    try (StoreReplacement replacement = StoreReplacement.begin(settings.directory(), reached -> {
      if (reached.name().equals(step)) {
        out.println("at " + step);
        standStill();
      }
    })) {
      Files.copy(settings.directory().resolveSibling("restored.db"), replacement.file());
      replacement.adopt(key, "a backup", Optional.empty());
      replacement.commit(Instant.now());
    }
    out.println("done");
  }

  /** Restores on a disk that is full from each step on: nothing is touched, or the restore is done. */
  private static void restoreStarved(StoreSettings settings, RootKey key, Path ballast)
      throws Exception {
    Path snapshot = ballast.resolveSibling("restored.db");
    try (SqliteStore store = SqliteStore.open(settings)) {
      result(store.nominate(StoreFixture.shareSet(key)));
      result(store.finish(key));
      put(store, "a", "old");
      try (Connection connection = store.snapshotSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("VACUUM INTO '" + snapshot + "'");
      }
      put(store, "a", "new");
    }
    for (SwapProbe.Step full : SwapProbe.Step.values()) {
      String outcome = restoreStarved(settings, key, snapshot, new Ballast(ballast, full));
      Files.deleteIfExists(ballast);
      try (SqliteStore store = SqliteStore.open(settings)) {
        store.unseal(key);
        requireSound(store);
        String value = new String(store.read("a", 0).orElseThrow().value(), UTF_8);
        System.out.println("full from " + full + " on: " + outcome + ", " + value);
        put(store, "a", "new");
      }
    }
  }

  private static String restoreStarved(StoreSettings settings, RootKey key, Path snapshot,
      Ballast ballast) throws IOException {
    try (StoreReplacement replacement =
        StoreReplacement.begin(settings.directory(), ballast)) {
      Files.copy(snapshot, replacement.file());
      replacement.adopt(key, "a backup", Optional.empty());
      replacement.commit(Instant.now());
      return "done";
    } catch (SpikeException e) {
      return String.valueOf(e.code());
    }
  }

  /** Takes all room that is left when a step is reached. */
  private record Ballast(Path file, SwapProbe.Step from) implements SwapProbe {

    @Override
    public void reached(Step step) {
      if (step == from) {
        byte[] piece = new byte[4_096];
        try (var out = Files.newOutputStream(file)) {
          while (true) {
            out.write(piece);
          }
        } catch (IOException e) {
          // That was all of it.
          return;
        }
      }
    }
  }

  private static void standStill() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes a store and writes to it; notes each answer in a file beside it, which the log sees. */
  private static void journal(StoreSettings settings, RootKey key, int puts) throws Exception {
    SqliteStore store = SqliteStore.open(settings);
    result(store.nominate(StoreFixture.shareSet(key)));
    result(store.finish(key));
    try (FileChannel answers = FileChannel.open(settings.directory().resolve("answers"),
        StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 1; i <= puts; i++) {
        String path = "p" + i % 3;
        int version = result(store.update(path, SecretUpdate.put(
            value(path, (i + 2) / 3).getBytes(UTF_8), OptionalInt.empty(), 4, CLOCK)));
        answers.write(ByteBuffer.wrap((path + " " + version + "\n").getBytes(UTF_8)));
        if (i == puts / 2) {
          awaitEmptyLog(settings);
        }
      }
    }
    store.close();
    System.out.println("done");
  }

  /**
   * Notes three answers, fails to write while no flush succeeds, and notes three more. Nobody reads: a reader's
   * connection would help the writer over the failure.
   *
   * @param first the version that the first answer is for
   */
  private static void unflushed(StoreSettings settings, RootKey key, Path obstacle, int first)
      throws Exception {
    SqliteStore store = SqliteStore.open(settings);
    if (store.head().phase() == StorePhase.FINAL) {
      store.unseal(key);
    } else {
      result(store.nominate(StoreFixture.shareSet(key)));
      result(store.finish(key));
    }
    try (FileChannel answers = FileChannel.open(settings.directory().resolve("answers"),
        StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      putSome(store, first, answers);
      Files.createFile(obstacle);
      for (int tries = 0; tries < 3; tries++) {
        requireUnflushed(store);
      }
      if (first > 1) {
        Files.delete(obstacle);
        putSome(store, first + 3, answers);
      }
    }
    System.out.println("failed write is there: " + store.history("failed").isPresent());
    // Not closed: that would flush.
    Runtime.getRuntime().halt(0);
  }

  private static void putSome(SecretStore store, int first, FileChannel answers)
      throws IOException {
    for (int version = first; version < first + 3; version++) {
      put(store, "p", value("p", version));
      answers.write(ByteBuffer.wrap(("p " + version + "\n").getBytes(UTF_8)));
    }
  }

  private static void requireUnflushed(SecretStore store) {
    try {
      put(store, "failed", value("failed", 1));
    } catch (SpikeException e) {
      requireSentence(e, "SQLITE_IOERR_FSYNC");
      return;
    }
    throw new AssertionError("a write went through");
  }

  /** Half of what is written goes through a checkpoint while the store is open. */
  private static void awaitEmptyLog(StoreSettings settings)
      throws IOException, InterruptedException {
    Path log = settings.file().resolveSibling(StoreSettings.FILE_NAME + "-wal");
    for (int tries = 0; Files.size(log) > 0; tries++) {
      if (tries == 3_000) {
        throw new AssertionError("the log was not emptied");
      }
      Thread.sleep(10);
    }
  }

  /**
   * Writes until the disk takes no more, sees that reads go on and writes fail clearly, makes room,
   * and goes on without a new start.
   *
   * @param obstacle the file whose removal makes room; made here when it is not there
   * @param sentence what a failed write says
   */
  private static void starve(StoreSettings settings, RootKey key, Path obstacle, String sentence)
      throws Exception {
    int acknowledged = 0;
    try (SqliteStore store = SqliteStore.open(settings)) {
      result(store.nominate(StoreFixture.shareSet(key)));
      result(store.finish(key));
      if (sentence.contains("full")) {
        Files.write(obstacle, new byte[1_500_000]);
        acknowledged = putUntilBusy(store, acknowledged, sentence);
      } else {
        acknowledged = putSome(store, acknowledged);
        Files.createFile(obstacle);
      }
      for (int i = 0; i < 20; i++) {
        requireBusy(store, acknowledged, sentence);
        requireAll(store, acknowledged);
      }
      Files.delete(obstacle);
      acknowledged = putSome(store, acknowledged);
      requireAll(store, acknowledged);
      requireSound(store);
    }
    try (SqliteStore again = SqliteStore.open(settings)) {
      again.unseal(key);
      requireAll(again, acknowledged);
      requireSound(again);
    }
    System.out.println("recovered after " + acknowledged + " puts");
  }

  private static int putUntilBusy(SecretStore store, int before, String sentence) {
    for (int done = before; done < 10_000; done++) {
      try {
        put(store, "s/" + (done + 1), value("s", done + 1).repeat(20));
      } catch (SpikeException e) {
        requireSentence(e, sentence);
        return done;
      }
    }
    throw new AssertionError("the disk never got full");
  }

  private static int putSome(SecretStore store, int before) {
    for (int done = before; done < before + 10; done++) {
      put(store, "s/" + (done + 1), value("s", done + 1).repeat(20));
    }
    return before + 10;
  }

  private static void requireBusy(SecretStore store, int before, String sentence) {
    try {
      put(store, "s/" + (before + 1), value("s", before + 1).repeat(20));
    } catch (SpikeException e) {
      requireSentence(e, sentence);
      return;
    }
    throw new AssertionError("a write went through");
  }

  private static void requireSentence(SpikeException failure, String sentence) {
    if (failure.code() != ErrorCode.BUSY || !failure.sentence().contains(sentence)) {
      throw new AssertionError("expected BUSY with '" + sentence + "'", failure);
    }
  }

  private static void requireAll(SecretStore store, int count) {
    for (int i = 1; i <= count; i++) {
      String found = new String(store.read("s/" + i, 0).orElseThrow().value(), UTF_8);
      if (!found.equals(value("s", i).repeat(20))) {
        throw new AssertionError("s/" + i + " holds another value");
      }
    }
    if (store.history("s/" + (count + 1)).isPresent()) {
      throw new AssertionError("a failed write is there");
    }
  }

  private static void requireSound(SqliteStore store) {
    List<String> problems = store.check(CheckProgress.NONE).problems();
    if (!problems.isEmpty()) {
      throw new AssertionError(problems);
    }
  }
}
