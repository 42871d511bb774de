// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Passes what is written to it on to another stream in a thread of its own, in order, so that what
 * comes before and what comes after work at the same time. The writer is at most {@value #PIECES}
 * pieces of {@value #PIECE_BYTES} bytes ahead; then it waits.
 *
 * <p>For one writing thread. A failure of the other stream is told by the next call that finds it
 * out, at the latest by {@link #close}; until it is closed, nothing is known to have arrived.
 */
public final class Relay extends OutputStream {

  static final int PIECE_BYTES = 65_536;
  static final int PIECES = 8;

  /** What travels between the threads. */
  private static final class Piece {
    private final byte[] bytes = new byte[PIECE_BYTES];
    private int size;
    /** Whether nothing comes after it. */
    private boolean last;
  }

  private final OutputStream target;
  private final BlockingQueue<Piece> empty = new ArrayBlockingQueue<>(PIECES);
  private final BlockingQueue<Piece> full = new ArrayBlockingQueue<>(PIECES);
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private @Nullable Piece current;
  private boolean closed;

  private Relay(OutputStream target, String name) {
    this.target = target;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::passOn);
    for (int i = 0; i < PIECES; i++) {
      empty.add(new Piece());
    }
  }

  /**
   * Starts one.
   *
   * @param target used by the other thread alone until {@link #close}, which closes it
   * @param name of the thread
   */
  public static Relay to(OutputStream target, String name) {
    Relay relay = new Relay(target, name);
    relay.thread.start();
    return relay;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[]{(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int size) throws IOException {
    if (closed) {
      throw new IOException("written to after its close");
    }
    int done = 0;
    while (done < size) {
      throwFailure();
      Piece piece = current == null ? take() : current;
      int part = Math.min(size - done, PIECE_BYTES - piece.size);
      System.arraycopy(bytes, offset + done, piece.bytes, piece.size, part);
      piece.size += part;
      done += part;
      current = piece;
      if (piece.size == PIECE_BYTES) {
        handOver(piece);
      }
    }
  }

  /** Waits until the other stream has taken everything, and closes it. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      Piece piece = current == null ? take() : current;
      piece.last = true;
      handOver(piece);
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      // It has ended by itself, unless this thread was interrupted.
      thread.interrupt();
    }
    throwFailure();
  }

  // Whatever went wrong must reach the writer: to it a thread that just ended would look like
  // success.
  @SuppressWarnings("CatchingUnchecked")
  private void passOn() {
    try (target) {
      boolean last = false;
      while (!last) {
        Piece piece = full.take();
        last = piece.last;
        // After a failure pieces are only taken, so that the writer never waits in vain.
        if (failure == null) {
          send(piece);
        }
        piece.size = 0;
        empty.add(piece);
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      fail(e);
    }
  }

  @SuppressWarnings("CatchingUnchecked")
  private void send(Piece piece) {
    try {
      target.write(piece.bytes, 0, piece.size);
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    }
  }

  private void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  private Piece take() throws IOException {
    try {
      return empty.take();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void handOver(Piece piece) {
    current = null;
    // There are no more pieces than places.
    full.add(piece);
  }

  private void throwFailure() throws IOException {
    Throwable cause = failure;
    if (cause != null) {
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while it waited for what was written");
  }
}
