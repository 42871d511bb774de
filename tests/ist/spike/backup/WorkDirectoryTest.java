// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is replaced as a whole, on a disk that takes only a part. */
@Tag("system")
final class WorkDirectoryTest {

  private static final int LIMIT_SECONDS = 60;
  private static final int PAGE_BYTES = 4_096;

  @TempDir
  Path directory;

  @Test
  void write_roomForAPart_isRefusedAndTheOldContentStays() throws Exception {
    // Given: a file system of 16 pages of its own, in a namespace of its own, so that no rights are
    // needed
    Path mount = Files.createDirectory(directory.resolve("mount"));
    List<String> command = List.of("unshare", "-Urm", "sh", "-c",
        "mount -t tmpfs -o mode=700,size=64k tmpfs \"$0\" && exec \"$@\"", mount.toString(),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        Program.class.getName(), mount.toString());

    // When
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    // Then
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualTo("No space left on device, old: true\n");
  }

  /** Replaces a file while two pages are left. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) throws IOException {
      Path disk = Path.of(arguments[0]);
      Path file = disk.resolve("file");
      byte[] old = new byte[4 * PAGE_BYTES];
      WorkDirectory.write(disk.resolve("file.partial"), file, old);
      Files.write(disk.resolve("ballast"), new byte[8 * PAGE_BYTES]);
      byte[] other = new byte[6 * PAGE_BYTES];
      Arrays.fill(other, (byte) 1);
      String outcome = "written";
      try {
        WorkDirectory.write(disk.resolve("file.partial"), file, other);
      } catch (IOException e) {
        outcome = String.valueOf(e.getMessage());
      }
      System.out.println(outcome + ", old: " + Arrays.equals(Files.readAllBytes(file), old));
    }
  }
}
