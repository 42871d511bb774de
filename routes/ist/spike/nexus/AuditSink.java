// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.audit.AuditTail;
import ist.spike.audit.AuditTail.Batch;
import ist.spike.audit.AuditTail.Place;
import ist.spike.kit.StepWork;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somewhere else that gets the lines of the audit files, in their order and each at least once. How
 * far it has got is kept in a file beside them, so it goes on where it was after any pause.
 */
final class AuditSink {

  private static final Logger LOG = LoggerFactory.getLogger(AuditSink.class);
  /** After a delivery was given up. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final String name;
  private final String uri;
  private final AuditTail tail;
  private final Path placeFile;
  private final LongSupplier nanoTime;
  private Optional<Place> place = Optional.empty();
  private String trouble = "";
  private long pausedUntilNanos;
  private boolean paused;
  private boolean busy;

  /**
   * @param name what to call it, without a password
   * @param uri the endpoint
   */
  AuditSink(String name, String uri, Reading files, LongSupplier nanoTime) {
    this.name = name;
    this.uri = uri;
    this.tail = new AuditTail(files.directory());
    this.placeFile = files.place();
    this.nanoTime = nanoTime;
  }

  /**
   * Where it reads.
   *
   * @param directory of the audit files
   * @param place remembers how far it has got
   */
  record Reading(Path directory, Path place) {}

  /** Lines on their way to a sink. */
  record Delivery(AuditSink sink, Batch batch) implements StepWork {

    @Override
    public String subject() {
      return sink.name;
    }

    @Override
    public StepWork failed(String error) {
      sink.failed(error);
      return this;
    }
  }

  String name() {
    return name;
  }

  String uri() {
    return uri;
  }

  /** Why nothing gets there; empty when all is well. */
  synchronized String trouble() {
    return trouble;
  }

  /** Takes up what is next, unless a delivery is under way, was just given up, or nothing is new. */
  synchronized Optional<Delivery> begin() {
    return paused && nanoTime.getAsLong() - pausedUntilNanos < 0 ? Optional.empty() : beginNow();
  }

  /** The same without a pause. */
  synchronized Optional<Delivery> beginNow() {
    if (busy) {
      return Optional.empty();
    }
    try {
      Place from = place.isPresent() ? place.get() : load();
      place = Optional.of(from);
      Batch batch = tail.next(from);
      if (batch.gap()) {
        LOG.error("audit lines are gone before a sink got them: sink={} from={}", name, from);
      }
      busy = !batch.lines().isEmpty();
      return busy ? Optional.of(new Delivery(this, batch)) : Optional.empty();
    } catch (IOException e) {
      failed("the audit files cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The sink has the lines. */
  synchronized void sent(Place after) {
    try {
      save(after);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.BUSY, "cannot write " + placeFile + ": " + e, e);
    }
    place = Optional.of(after);
    trouble = "";
    paused = false;
    busy = false;
  }

  private synchronized void failed(String error) {
    trouble = error;
    paused = true;
    pausedUntilNanos = nanoTime.getAsLong() + PAUSE.toNanos();
    busy = false;
  }

  private Place load() throws IOException {
    try {
      String[] parts = Files.readString(placeFile).strip().split(" ", -1);
      return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    } catch (NoSuchFileException e) {
      return Place.START;
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      LOG.error("a sink's place is unreadable, so it gets everything again: file={}", placeFile);
      return Place.START;
    }
  }

  private void save(Place after) throws IOException {
    Path partial = placeFile.resolveSibling(placeFile.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    Files.createFile(partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(partial, after.file() + " " + after.offset() + "\n");
    try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(partial, placeFile, StandardCopyOption.ATOMIC_MOVE);
  }
}
