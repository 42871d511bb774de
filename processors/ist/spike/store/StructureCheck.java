// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A check of a file's structure on a thread and a connection of its own: it reads every page and computes little. */
final class StructureCheck implements StoreWalk.Structure, AutoCloseable {

  private final ExecutorService thread;
  private final Future<List<String>> found;

  private StructureCheck(Path file) {
    this.thread = Executors.newSingleThreadExecutor(
        Thread.ofPlatform().name("store-structure").daemon().factory());
    this.found = thread.submit(() -> check(file));
  }

  /** Begins; the file must be one that nobody changes. */
  static StructureCheck begin(Path file) {
    return new StructureCheck(file);
  }

  private static List<String> check(Path file) throws SQLException {
    try (Database database = Database.immutable(file)) {
      return StoreWalk.structure(database);
    }
  }

  @Override
  public List<String> problems() throws SQLException {
    try {
      return found.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw new SpikeException(ErrorCode.INTERNAL, "the check of the structure failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpikeException(ErrorCode.INTERNAL, "stopped while checking a store", e);
    }
  }

  /** Waits for the end of the check, so that nobody removes the file under it. */
  @Override
  public void close() {
    thread.close();
  }
}
