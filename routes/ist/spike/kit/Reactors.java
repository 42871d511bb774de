// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** How this project sets Vert.x up, whichever server it is for. */
final class Reactors {

  private Reactors() {}

  /**
   * Options with so many threads of each kind, none of which keeps the process alive.
   *
   * <p>No server here serves files. With its defaults Vert.x would make a directory for copies of files
   * at every start, which stays behind when the process is killed.
   */
  static VertxOptions options(int eventLoops, int workers) {
    return new VertxOptions().setEventLoopPoolSize(eventLoops).setWorkerPoolSize(workers)
        .setInternalBlockingPoolSize(workers).setUseDaemonThread(true)
        .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)
            .setClassPathResolvingEnabled(false));
  }
}
