// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import ist.spike.archive.Age;
import ist.spike.archive.AgeIdentity;
import ist.spike.archive.BackupId;
import ist.spike.archive.BackupVerifier;
import ist.spike.archive.Relay;
import ist.spike.archive.Verification;
import ist.spike.crypto.RootKey;
import ist.spike.store.SecretUpdate;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Times the steps of a backup against what an operator would type instead, on the same data in the same run:
 * {@code bench/backup}. Each figure is the best of three; a first round warms both sides up. Beside the wall clock stands
 * the processor time of our own steps, which other programs on the machine leave as it is.
 */
public final class BackupBench {

  private static final int ROUNDS = 4;
  private static final int VALUE_BYTES = 4_096;
  private static final int SECRETS_PER_MEGABYTE = 1024 * 1024 / VALUE_BYTES;
  private static final int WINDOW = 512;
  private static final double MEGABYTE = 1e6;
  private static final int PUTS_PER_SECOND = 300;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int ALONE_MS = 3_000;

  private BackupBench() {}

  /**
   * Runs.
   *
   * @param args an empty directory, and the size of the store in MB
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    try (BackupMachine machine = new BackupMachine(directory, RootKey.generate())) {
      fill(machine, Integer.parseInt(args[1]));
      machine.recipients.add(Tools.ageKey(directory));
      machine.start();
      Path store = directory.resolve("data/store.db");
      Tools.sqlite(store, "PRAGMA wal_checkpoint(TRUNCATE)");
      long bytes = Files.size(store);
      System.out.printf(Locale.ROOT, "store: %.0f MB, %d B values%n", bytes / MEGABYTE,
          VALUE_BYTES);
      ours(machine, bytes);
      besideWriter(machine, bytes);
      tools(directory, store, bytes);
    }
  }

  private static void ours(BackupMachine machine, long bytes) throws Exception {
    BackupSteps steps = new BackupSteps(machine.shared());
    Cost[] best = new Cost[5];
    for (int round = 0; round < ROUNDS; round++) {
      BackupJob begun = steps.begin();
      steps.makeRoom();
      Cost snapshot = cost(() -> snapshot(machine, steps, begun));
      List<BackupJob> jobs = new ArrayList<>(List.of(begun));
      Cost verify = cost(() -> jobs.add(steps.verifySnapshot(begun)));
      Cost seal = cost(() -> jobs.add(steps.seal(jobs.getLast())));
      BackupJob sealed = jobs.getLast();
      BackupId id = sealed.requireManifest().id();
      Cost back = cost(() -> readBack(machine, sealed.sealed().orElseThrow().file(), id));
      Cost plain = cost(() -> sealPlain(machine, machine.directory.resolve("data/store.db")));
      keepBest(best, round, snapshot, verify, seal, back, plain);
      steps.end();
    }
    print("ours: snapshot (VACUUM INTO, flushed)", bytes, best[0]);
    print("ours: verify (integrity, foreign keys, set hash, every row opened)", bytes, best[1]);
    print("ours: seal (sha256, tar, zstd -1, age, ed25519, flushed)", bytes, best[2]);
    print("ours: read back (decrypt, unpack, verify as above)", bytes, best[3]);
    print("ours: all four", bytes, new Cost(
        Arrays.stream(best, 0, 4).mapToDouble(Cost::seconds).sum(),
        Arrays.stream(best, 0, 4).mapToDouble(Cost::cpuSeconds).sum()));
    print("ours: seal without zstd (sha256, age, sha256, flushed)", bytes, best[4]);
  }

  /** A seal as above without tar and zstd: what is left is hashed, encrypted, and hashed again. */
  private static boolean sealPlain(BackupMachine machine, Path source) throws Exception {
    Path target = machine.directory.resolve("plain.age");
    MessageDigest inside = MessageDigest.getInstance("SHA-256");
    MessageDigest outside = MessageDigest.getInstance("SHA-256");
    try (FileOutputStream file = new FileOutputStream(target.toFile());
        InputStream in = new DigestInputStream(Files.newInputStream(source), inside)) {
      try (OutputStream written = Relay.to(new DigestOutputStream(new FilterOutputStream(file) {
        @Override
        public void write(byte[] bytes, int offset, int size) throws IOException {
          out.write(bytes, offset, size);
        }

        @Override
        public void close() {
          // Left open for the flush.
        }
      }, outside), "bench-output");
          OutputStream age = Age.encrypt(written, machine.recipients);
          OutputStream packed = Relay.to(age, "bench-packer")) {
        in.transferTo(packed);
      }
      file.getFD().sync();
    }
    Files.delete(target);
    return true;
  }

  /** What a snapshot does to a writer of {@value #PUTS_PER_SECOND} puts a second, and the other way round. */
  private static void besideWriter(BackupMachine machine, long bytes) throws Exception {
    BackupSteps steps = new BackupSteps(machine.shared());
    SteadyWriter alone = new SteadyWriter(machine);
    alone.during(() -> {
      Thread.sleep(ALONE_MS);
      return true;
    });
    BackupJob job = steps.begin();
    steps.makeRoom();
    SteadyWriter beside = new SteadyWriter(machine);
    Cost cost = beside.during(() -> snapshot(machine, steps, job));
    steps.end();
    print("ours: snapshot beside a writer", bytes, cost);
    System.out.printf(Locale.ROOT, "writer: wants %d puts/s, alone %.0f/s, longest %.0f ms; beside"
        + " the snapshot %.0f/s (%.0f %%), longest %.0f ms%n", PUTS_PER_SECOND, alone.perSecond(),
        alone.longestMs(), beside.perSecond(), 100 * beside.perSecond() / alone.perSecond(),
        beside.longestMs());
  }

  /** Puts at a steady pace, each answered before the next one is due or late. */
  private static final class SteadyWriter {

    private final BackupMachine machine;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private long puts;
    private long longestNanos;
    private double seconds;

    SteadyWriter(BackupMachine machine) {
      this.machine = machine;
    }

    Cost during(Callable<?> work) throws Exception {
      Thread thread = Thread.ofPlatform().start(this::write);
      Cost cost = cost(work);
      stopped.set(true);
      thread.join();
      seconds = cost.seconds();
      return cost;
    }

    private void write() {
      long begun = System.nanoTime();
      while (!stopped.get()) {
        long due = begun + puts * NANOS_PER_SECOND / PUTS_PER_SECOND;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        long started = System.nanoTime();
        machine.put("steady/" + puts % 100, "value");
        longestNanos = Math.max(longestNanos, System.nanoTime() - started);
        puts++;
      }
    }

    double perSecond() {
      return puts / seconds;
    }

    double longestMs() {
      return longestNanos / 1e6;
    }
  }

  /**
   * What work took.
   *
   * @param seconds by the clock on the wall
   * @param cpuSeconds of this process; its children are not counted
   */
  private record Cost(double seconds, double cpuSeconds) {

    Cost least(Cost other) {
      return new Cost(Math.min(seconds, other.seconds), Math.min(cpuSeconds, other.cpuSeconds));
    }
  }

  private static boolean snapshot(BackupMachine machine, BackupSteps steps, BackupJob job)
      throws Exception {
    String sql = steps.snapshotStatement(job);
    try (var source = machine.store.snapshotSource().getConnection();
        var statement = source.createStatement()) {
      statement.execute(sql);
    }
    steps.flushSnapshot(job);
    return true;
  }

  private static Verification readBack(BackupMachine machine, Path file, BackupId id)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Verification found = BackupVerifier.verify(in, new BackupVerifier.Expected(id, 0, ""),
          machine.key, machine.directory.resolve("scratch"));
      if (!found.isSound()) {
        throw new IllegalStateException(found.problem());
      }
      return found;
    }
  }

  private static void tools(Path directory, Path store, long bytes) throws Exception {
    Cost[] best = new Cost[4];
    try (AgeIdentity recipient = AgeIdentity.generate()) {
      String to = recipient.recipient().text();
      for (int round = 0; round < ROUNDS; round++) {
        for (String old : List.of("copy.db", "copy.age")) {
          Files.deleteIfExists(directory.resolve(old));
        }
        Cost copy =
            cost(() -> Tools.run(directory, "sh", "-c", "sqlite3 " + store
                + " '.backup copy.db' && sync copy.db"));
        Cost check =
            cost(() -> Tools.run(directory, "sqlite3", "copy.db", "PRAGMA integrity_check"));
        Cost seal = cost(() -> Tools.run(directory, "sh", "-c",
            "tar c copy.db | zstd -q -1 | age -r " + to + " -o copy.age && sync copy.age"));
        Cost plain = cost(() -> Tools.run(directory, "sh", "-c",
            "age -r " + to + " -o copy.plain.age copy.db && sync copy.plain.age"));
        keepBest(best, round, copy, check, seal, plain);
      }
    }
    print("tools: sqlite3 .backup, flushed", bytes, best[0]);
    print("tools: sqlite3 integrity_check (opens no row)", bytes, best[1]);
    print("tools: tar | zstd -1 | age, flushed", bytes, best[2]);
    print("tools: age alone, flushed", bytes, best[3]);
    print("tools: backup + integrity_check + tar | zstd | age", bytes,
        new Cost(best[0].seconds() + best[1].seconds() + best[2].seconds(), 0));
  }

  private static void keepBest(Cost[] best, int round, Cost... costs) {
    for (int i = 0; i < best.length; i++) {
      best[i] = round <= 1 ? costs[i] : best[i].least(costs[i]);
    }
  }

  private static Cost cost(Callable<?> work) throws Exception {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long started = System.nanoTime();
    work.call();
    return new Cost((System.nanoTime() - started) / 1e9, (system.getProcessCpuTime() - cpu) / 1e9);
  }

  private static void print(String what, long bytes, Cost cost) {
    System.out.printf(Locale.ROOT, "%-75s %7.3f s %7.0f MB/s %7.3f CPU s%n", what, cost.seconds(),
        bytes / MEGABYTE / cost.seconds(), cost.cpuSeconds());
  }

  private static void fill(BackupMachine machine, int megabytes) {
    Random random = new Random(5);
    List<CompletableFuture<Integer>> open = new ArrayList<>();
    for (int i = 0; i < megabytes * SECRETS_PER_MEGABYTE; i++) {
      byte[] value = new byte[VALUE_BYTES * 3 / 4];
      random.nextBytes(value);
      String text = Base64.getEncoder().encodeToString(value);
      open.add(machine.store.update("tenants/" + i % 100 + "/secret-" + i, SecretUpdate.put(
          text.getBytes(UTF_8), OptionalInt.empty(), 3, InstantSource.system())));
      if (open.size() == WINDOW) {
        open.forEach(CompletableFuture::join);
        open.clear();
      }
    }
    open.forEach(CompletableFuture::join);
  }
}
