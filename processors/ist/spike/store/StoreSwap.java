// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges the files of a store that nobody has open for another database (ops/format/store.md 7).
 * What is about to happen is written down and flushed first; whoever is interrupted after that is
 * taken up again by the next who opens the store, so that there is the old store or the new one and
 * nothing between. A log left beside the new database would undo the exchange without a word, so the
 * log goes aside with the database it belongs to.
 *
 * @param incoming the database that takes the place, relative to the directory
 * @param outgoing the directory that the store's files go to, relative to the directory
 */
record StoreSwap(String incoming, String outgoing) {

  /** Name of the file that says what is about to happen. */
  static final String INTENT = "restore.intent";

  /** The database last but one: as long as the incoming one waits, all others are the old store's. */
  private static final List<String> ENDINGS = List.of("", "-wal", "-shm", "-journal");
  private static final int MAX_INTENT_BYTES = 1_024;
  private static final String NAME = "(?!\\.)[A-Za-z0-9.-]+";
  private static final Pattern FORM = Pattern.compile(
      "spike-camel restore 1\nincoming (" + NAME + "(?:/" + NAME + "){1,2})\noutgoing ("
          + NAME + "/" + NAME + ")\n");
  private static final int OUTGOING_GROUP = 2;
  private static final Logger LOG = LoggerFactory.getLogger(StoreSwap.class);

  /** Exchanges; the caller holds the store's lock, and the incoming database is on the disk. */
  void run(Path directory, SwapProbe probe) throws IOException {
    Files.createDirectories(directory.resolve(outgoing), StoreFiles.OWNER_ONLY_DIRECTORY);
    StoreFiles.syncDirectory(directory.resolve(outgoing).resolveSibling(""));
    StoreFiles.syncDirectory(directory);
    probe.reached(SwapProbe.Step.STAGED);
    write(directory);
    probe.reached(SwapProbe.Step.INTENT);
    finish(directory, probe);
  }

  /** Takes up what was interrupted, if anything was; the caller holds the store's lock. */
  static void resume(Path directory) throws IOException {
    Optional<StoreSwap> interrupted = read(directory);
    if (interrupted.isPresent()) {
      interrupted.get().finish(directory, SwapProbe.NONE);
      LOG.warn("a restore that was interrupted is finished: the store before it is in {}",
          directory.resolve(interrupted.get().outgoing()));
    }
  }

  /** Whether what is to take the place still waits. */
  boolean isPending(Path directory) {
    return Files.exists(directory.resolve(incoming));
  }

  private void finish(Path directory, SwapProbe probe) throws IOException {
    Path store = directory.resolve(StoreSettings.FILE_NAME);
    Path waiting = directory.resolve(incoming);
    if (Files.exists(waiting)) {
      for (String ending : ENDINGS) {
        moveAside(directory, StoreSettings.FILE_NAME + ending);
        if (ending.isEmpty()) {
          probe.reached(SwapProbe.Step.DATABASE_ASIDE);
        }
      }
      StoreFiles.syncDirectory(directory.resolve(outgoing));
      StoreFiles.syncDirectory(directory);
      probe.reached(SwapProbe.Step.ALL_ASIDE);
      Files.move(waiting, store, StandardCopyOption.ATOMIC_MOVE);
      StoreFiles.syncDirectory(waiting.resolveSibling(""));
    }
    if (!Files.exists(store)) {
      throw new SpikeException(ErrorCode.DAMAGED, "a restore was interrupted, and neither " + store
          + " nor " + waiting + " is there; the store before it is in "
          + directory.resolve(outgoing));
    }
    StoreFiles.syncDirectory(directory);
    probe.reached(SwapProbe.Step.IN_PLACE);
    Files.delete(directory.resolve(INTENT));
    StoreFiles.syncDirectory(directory);
    probe.reached(SwapProbe.Step.DONE);
  }

  private void moveAside(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      Files.move(file, directory.resolve(outgoing).resolve(name),
          StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void write(Path directory) throws IOException {
    Path partial = directory.resolve(INTENT + ".partial");
    Files.deleteIfExists(partial);
    byte[] text = ("spike-camel restore 1\nincoming " + incoming + "\noutgoing " + outgoing + "\n")
        .getBytes(UTF_8);
    try (FileChannel channel = FileChannel.open(partial,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        StoreFiles.OWNER_ONLY)) {
      ByteBuffer rest = ByteBuffer.wrap(text);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(partial, directory.resolve(INTENT), StandardCopyOption.ATOMIC_MOVE);
    StoreFiles.syncDirectory(directory);
  }

  private static Optional<StoreSwap> read(Path directory) throws IOException {
    Path intent = directory.resolve(INTENT);
    if (!Files.exists(intent)) {
      return Optional.empty();
    }
    if (Files.size(intent) > MAX_INTENT_BYTES) {
      throw damaged(intent);
    }
    Matcher matcher = FORM.matcher(Files.readString(intent));
    if (!matcher.matches()) {
      throw damaged(intent);
    }
    return Optional.of(new StoreSwap(matcher.group(1), matcher.group(OUTGOING_GROUP)));
  }

  private static SpikeException damaged(Path intent) {
    return new SpikeException(ErrorCode.DAMAGED,
        intent + " says that a restore was interrupted, but cannot be read");
  }
}
