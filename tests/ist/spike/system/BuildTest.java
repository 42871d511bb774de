// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build notices when it has tested nothing. */
@Tag("system")
final class BuildTest {
  private static final int RUN_LIMIT_SECONDS = 120;

  @TempDir
  Path directory;

  @Test
  void verify_tagThatNoTestHas_fails() throws Exception {
    // Given
    Path log = directory.resolve("maven.log");
    ProcessBuilder maven = new ProcessBuilder("mvn", "-o", "-B", "-Dsystem.tag=nobody",
        "failsafe:integration-test", "enforcer:enforce@system-tests-ran", "failsafe:verify");
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));

    // When
    Process run = maven.redirectErrorStream(true).redirectOutput(log.toFile()).start();

    // Then
    assertThat(run.waitFor(RUN_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(Files.readString(log)).isEqualTo(1);
    assertThat(log).content().contains("Tests run: 0", "no test tagged nobody has run");
  }
}
