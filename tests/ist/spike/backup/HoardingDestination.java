// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A destination whose reader finds the disk full: all that was left of it is taken when a file is opened. */
final class HoardingDestination implements ForwardingDestination {

  private static final int PIECE_BYTES = 4_096;

  private final Destination behind;
  private final Path hoard;

  /**
   * @param hoard the file that takes all, on the disk that is to be full
   */
  HoardingDestination(Destination behind, Path hoard) {
    this.behind = behind;
    this.hoard = hoard;
  }

  @Override
  public InputStream open(String file) {
    try (OutputStream out = Files.newOutputStream(hoard)) {
      while (true) {
        out.write(new byte[PIECE_BYTES]);
      }
    } catch (IOException e) {
      // That was the last of it.
      return behind.open(file);
    }
  }

  @Override
  public Destination behind() {
    return behind;
  }
}
