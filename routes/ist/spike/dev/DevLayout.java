// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.stream.Stream;

/** Where everything of one development system lies: one directory, the owner's alone. */
record DevLayout(Path data) {

  /**
   * Makes what is missing, all with mode 0700.
   *
   * @throws SpikeException when the directory is one that must keep its mode and contents
   */
  void make() throws IOException {
    refuseSharedDirectory();
    for (Path directory : new Path[]{data, conf(), log(), run(), recovery()}) {
      PrivateFiles.makeDirectory(directory);
    }
  }

  Path sockets() {
    return data.resolve("sockets");
  }

  Path recovery() {
    return data.resolve("recovery");
  }

  Path conf() {
    return data.resolve("conf");
  }

  Path log() {
    return data.resolve("log");
  }

  Path run() {
    return data.resolve("run");
  }

  /** Nexus keeps its store here; made by Nexus. */
  Path store() {
    return data.resolve("data");
  }

  Path devEnv() {
    return data.resolve("dev.env");
  }

  Path confOf(String program) {
    return conf().resolve(program + ".properties");
  }

  Path logOf(String program) {
    return log().resolve(program + ".log");
  }

  Path lock() {
    return run().resolve("dev.lock");
  }

  /** Exists exactly while the system was reported ready and its supervisor runs. */
  Path ready() {
    return run().resolve("dev.ready");
  }

  /** An empty log of this name; what the run before wrote is kept beside it, and no more. */
  Path freshLog(String program) throws IOException {
    Path log = logOf(program);
    if (Files.exists(log)) {
      Files.move(log, logOf(program + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    PrivateFiles.touch(log);
    return log;
  }

  /** {@code --data /tmp} as root would otherwise shut everybody out of /tmp. */
  private void refuseSharedDirectory() throws IOException {
    if (Files.exists(data) && !Files.isDirectory(data)) {
      throw new SpikeException(ErrorCode.BAD_SETTING, data + " is not a directory");
    }
    if (!Files.isDirectory(data) || Files.isDirectory(run(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean everybodys =
        Files.getPosixFilePermissions(data).contains(PosixFilePermission.OTHERS_WRITE);
    Path home = Path.of(System.getProperty("user.home")).normalize();
    if (!isEmpty(data) && (everybodys || data.getNameCount() < 2 || data.equals(home))) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          data + " holds other things; name a directory of its own with --data DIR");
    }
  }

  static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return true;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }
}
