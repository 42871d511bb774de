// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A process of its own that writes audit records, to be killed or starved by the test. */
final class AuditProcess {

  static final long FILE_SIZE_BYTES = 50_000;
  static final int KEEP = 10_000;
  /** How many records were durable, one number a line. */
  static final String DURABLE = "durable";
  /** Of a file that takes some twenty records. */
  static final long SMALL_SIZE_BYTES = 8_000;
  private static final int JOURNAL_RECORDS = 100;
  private static final int UNFLUSHED_ROUNDS = 9;
  private static final int RECORDS_A_ROUND = 9;
  private static final int WRITERS = 4;
  private static final int BALLAST_BYTES = 700_000;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private AuditProcess() {}

  /** Arguments: what to do, a directory, and what else it takes. */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "load" ->
        load(new AuditFixture(Path.of(arguments[1]), KEEP, FILE_SIZE_BYTES), arguments[2]);
      case "journal" -> journal(new AuditFixture(Path.of(arguments[1]), KEEP, SMALL_SIZE_BYTES));
      case "unflushed" -> unflushed(
          new AuditFixture(Path.of(arguments[1]), KEEP, SMALL_SIZE_BYTES), Path.of(arguments[2]));
      default -> starve(Path.of(arguments[1]));
    }
  }

  /** Writes until it is killed; says each record that it could answer for. */
  private static void load(AuditFixture audit, String run) throws InterruptedException {
    PrintStream out = System.out;
    new AuditFlusher(audit.log, AuditRowSource.NONE);
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      String name = run + "/" + writer + "/";
      writers.add(Thread.ofPlatform().start(() -> {
        for (int i = 0;; i++) {
          audit.log.append(AuditFixture.record(name + i));
          out.println("ok " + name + i);
        }
      }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
  }

  /**
   * Writes some files full as the flusher does, with records between its steps, and says in a file beside them
   * how many records are durable.
   */
  private static void journal(AuditFixture audit) throws IOException {
    try (audit;
        FileChannel durable = FileChannel.open(audit.directory.resolve(DURABLE),
            StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < JOURNAL_RECORDS; i += 2) {
        audit.log.maintain();
        audit.log.append(AuditFixture.record("record/" + i));
        audit.log.append(AuditFixture.record("record/" + (i + 1)));
        if (i % 8 == 0) {
          audit.log.flush();
          durable.write(ByteBuffer.wrap((i + 2 + "\n").getBytes(US_ASCII)));
        }
      }
    }
    System.out.println("done");
  }

  /** The same on a disk whose flushes fail now and then, which is so while the obstacle is there. */
  private static void unflushed(AuditFixture audit, Path obstacle) throws IOException {
    try (audit;
        FileChannel durable = FileChannel.open(audit.directory.resolve(DURABLE),
            StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      int done = 0;
      for (int round = 0; round < UNFLUSHED_ROUNDS; round++) {
        for (int next = done + RECORDS_A_ROUND; done < next; done++) {
          appendOnceItIsTaken(audit, "record/" + done);
        }
        audit.log.maintain();
        if (round % 3 == 1) {
          Files.createFile(obstacle);
          audit.log.flush();
          Files.delete(obstacle);
        } else {
          audit.log.flush();
          if (!audit.log.position().endsWith(":" + audit.log.head())) {
            throw new AssertionError("what was flushed is not known to be durable");
          }
          durable.write(ByteBuffer.wrap((done + "\n").getBytes(US_ASCII)));
        }
      }
    }
    System.out.println("done");
  }

  private static void appendOnceItIsTaken(AuditFixture audit, String subject) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!append(audit, subject)) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("the files never took a record again");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Fills the disk, sees that nothing is taken and nothing waits, makes room and goes on. */
  private static void starve(Path disk) throws IOException {
    try (AuditFixture audit = new AuditFixture(disk)) {
      audit.log.append(AuditFixture.record("before"));
      Path ballast = Files.write(disk.resolve("ballast"), new byte[BALLAST_BYTES]);
      int taken = appendUntilBusy(audit);
      for (int i = 0; i < 50; i++) {
        long begun = System.nanoTime();
        requireBusy(audit);
        if (System.nanoTime() - begun > LIMIT.toNanos()) {
          throw new AssertionError("a refusal took too long");
        }
      }
      Files.delete(ballast);
      appendOnceItIsTaken(audit, "after");
      audit.log.flush();
      AuditReport report = audit.verify();
      if (!report.problems().isEmpty() || report.lines() != taken + 3) {
        throw new AssertionError(report);
      }
      System.out.println("recovered after " + taken + " records");
    }
  }

  private static int appendUntilBusy(AuditFixture audit) {
    for (int done = 0; done < 100_000; done++) {
      if (!append(audit, "path/" + done)) {
        return done;
      }
    }
    throw new AssertionError("the disk never got full");
  }

  private static boolean append(AuditFixture audit, String subject) {
    try {
      audit.log.append(AuditFixture.record(subject));
      return true;
    } catch (SpikeException e) {
      if (e.code() != ErrorCode.BUSY) {
        throw e;
      }
      return false;
    }
  }

  private static void requireBusy(AuditFixture audit) {
    if (append(audit, "x".repeat(AuditRecord.MAX_SUBJECT_CHARACTERS))) {
      throw new AssertionError("a full disk took a record");
    }
  }
}
