// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RelayTest {

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String NAME = "relay-under-test";

  /** Takes so many bytes; then the disk is full. */
  private static final class SmallDisk extends OutputStream {
    private final @Nullable RuntimeException unexpected;
    private long room;

    SmallDisk(long room) {
      this(room, null);
    }

    SmallDisk(long room, @Nullable RuntimeException unexpected) {
      this.room = room;
      this.unexpected = unexpected;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int size) throws IOException {
      room -= size;
      if (room < 0 && unexpected != null) {
        throw unexpected;
      }
      if (room < 0) {
        throw new IOException("no space left");
      }
    }
  }

  @AfterEach
  void noThreadIsLeft() {
    await().atMost(BOUND).until(() -> Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().equals(NAME)));
  }

  @Test
  void write_piecesOfAnySize_arriveWholeAndInOrder() throws Exception {
    Random random = new Random(11);
    for (int round = 0; round < 20; round++) {
      // Given
      byte[] all = new byte[random.nextInt(3 * Relay.PIECE_BYTES * Relay.PIECES)];
      random.nextBytes(all);
      ByteArrayOutputStream target = new ByteArrayOutputStream();

      // When
      try (Relay relay = Relay.to(target, NAME)) {
        int done = 0;
        while (done < all.length) {
          int size = Math.min(all.length - done, 1 + random.nextInt(2 * Relay.PIECE_BYTES));
          relay.write(all, done, size);
          done += size;
        }
      }

      // Then
      assertThat(target.toByteArray()).isEqualTo(all);
    }
  }

  @Test
  void write_singleBytesAndNothing_arrive() throws Exception {
    // Given
    ByteArrayOutputStream target = new ByteArrayOutputStream();

    // When
    try (Relay relay = Relay.to(target, NAME)) {
      relay.write(7);
      relay.write(new byte[0]);
      relay.write(-1);
    }

    // Then
    assertThat(target.toByteArray()).containsExactly(7, 0xFF);
  }

  @Test
  void close_targetFailedAtTheLastPiece_throwsItsMessage() throws Exception {
    // Given
    Relay relay = Relay.to(new SmallDisk(2), NAME);
    relay.write(new byte[3]);

    // When, Then
    assertThatIOException().isThrownBy(relay::close).withMessage("no space left");
    relay.close();
  }

  @Test
  void close_targetFailsToClose_throws() throws Exception {
    for (Exception cause : new Exception[]{new IOException("no end written"),
        new IllegalStateException("no end written")}) {
      // Given
      Relay relay = Relay.to(new ByteArrayOutputStream() {
        @Override
        public void close() throws IOException {
          if (cause instanceof RuntimeException unexpected) {
            throw unexpected;
          }
          throw (IOException) cause;
        }
      }, NAME);

      // When, Then
      assertThatIOException().isThrownBy(relay::close).withMessage("no end written");
    }
  }

  @Test
  void write_targetFailed_throwsWithoutWaitingForEver() throws Exception {
    for (OutputStream disk : new OutputStream[]{new SmallDisk(2),
        new SmallDisk(2, new IllegalStateException("no space left"))}) {
      // Given
      Relay relay = Relay.to(disk, NAME);

      // When, Then
      assertThatIOException().isThrownBy(() -> {
        try (relay) {
          for (int i = 0; i <= 3 * Relay.PIECES; i++) {
            relay.write(new byte[Relay.PIECE_BYTES]);
          }
        }
      }).withMessage("no space left");
    }
  }

  @Test
  void write_targetTakesNothing_writerIsAheadByItsPiecesOnly() throws Exception {
    // Given
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger accepted = new AtomicInteger();
    Relay relay = Relay.to(new ByteArrayOutputStream() {
      @Override
      public synchronized void write(byte[] bytes, int offset, int size) {
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        super.write(bytes, offset, size);
      }
    }, NAME);

    // When
    Thread writer = Thread.ofPlatform().start(() -> {
      try (relay) {
        for (int i = 0; i < 3 * Relay.PIECES; i++) {
          relay.write(new byte[Relay.PIECE_BYTES]);
          accepted.incrementAndGet();
        }
      } catch (IOException e) {
        accepted.set(-1);
      }
    });

    // Then
    await().atMost(BOUND).until(() -> writer.getState() == Thread.State.WAITING);
    assertThat(accepted).hasValue(Relay.PIECES);
    gate.countDown();
    writer.join();
    assertThat(accepted).hasValue(3 * Relay.PIECES);
  }

  @Test
  void write_afterClose_isRefused() throws Exception {
    // Given
    Relay relay = Relay.to(new ByteArrayOutputStream(), NAME);
    relay.close();

    // When, Then
    assertThatIOException().isThrownBy(() -> relay.write(1))
        .withMessage("written to after its close");
  }

  @Test
  void close_interrupted_throwsAndEndsTheThread() throws Exception {
    // Given
    CountDownLatch never = new CountDownLatch(1);
    Relay relay = Relay.to(new ByteArrayOutputStream() {
      @Override
      public synchronized void write(byte[] bytes, int offset, int size) {
        try {
          never.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }, NAME);
    relay.write(1);

    // When
    Thread.currentThread().interrupt();

    // Then
    assertThatIOException().isThrownBy(relay::close)
        .withMessage("interrupted while it waited for what was written");
    assertThat(Thread.interrupted()).isTrue();
  }
}
