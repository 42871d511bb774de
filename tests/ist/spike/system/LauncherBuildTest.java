// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.system.FakeMachine.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher builds and trains, and what it says when that fails; JDK and Maven are stand-ins. */
@Tag("system")
final class LauncherBuildTest {

  @TempDir
  Path directory;

  private FakeMachine machine;

  @BeforeEach
  void setUp() throws Exception {
    machine = new FakeMachine(Files.createDirectory(directory.resolve("the machine")));
  }

  @Test
  void build_nothingChanged_isNotRepeated() throws Exception {
    // Given
    Path jdk = machine.jdk("home/.jdks/jdk-25", "25");
    machine.ageSources();
    Outcome first = machine.spike("status");

    // When
    Outcome second = machine.spike("status");

    // Then
    assertThat(first.err()).startsWith("spike: building for the first time").contains("built in");
    assertThat(second.err()).isEmpty();
    assertThat(machine.root().resolve("builds")).hasContent(jdk.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "processors/New.java", "routes/New.java",
      "src/new.properties"})
  void build_afterAChange_isRepeatedInADirectoryOfItsOwn(String changed) throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    machine.ageSources();
    Outcome first = machine.spike("status");

    // When
    Files.writeString(machine.project().resolve(changed), "changed");
    Outcome second = machine.spike("status");

    // Then
    assertThat(second.err()).startsWith("spike: building after a change\n");
    assertThat(FakeMachine.classPath(second)).isNotEqualTo(FakeMachine.classPath(first));
    assertThat(Path.of(FakeMachine.classPath(first).split(":", -1)[0])).exists();
  }

  @Test
  void build_fails_showsTheEndOfItsLog() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    machine.maven("3.9.11", "echo '[ERROR] Shamir.java:[7,1] what a pity'; exit 1");

    // When
    Outcome run = machine.spike("status");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("what a pity", "spike: the build failed; above is the end of "
        + machine.project().resolve("target/build.log"));
  }

  @Test
  void build_twoAtOnce_happensOnce() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    machine.maven("3.8.7", "sleep 1");
    machine.ageSources();
    Callable<Outcome> launch = () -> machine.spike("status");

    // When
    List<Future<Outcome>> runs;
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      runs = both.invokeAll(List.of(launch, launch));
    }

    // Then
    assertThat(runs).allSatisfy(run -> assertThat(run.get().exitCode()).isZero());
    assertThat(machine.builds()).isEqualTo(1);
  }

  @Test
  void build_mavenTooOldAndNoRepository_saysWhatToDo() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    machine.maven("3.6.3", "");

    // When
    Outcome run = machine.spike("status");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("Maven 3.8 or newer is needed to build; found 3.6",
        "apt install maven", "MVNW_REPOURL");
  }

  @ParameterizedTest
  @CsvSource({"dev, 1", "nexus, ''", "status, ''"})
  void build_withoutCaches_isTrainedByDevAlone(String program, String untrained) throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");

    // When
    Outcome run = machine.spike(program);

    // Then
    assertThat(run.out()).contains("untrained=" + untrained + "\n").doesNotContain("AOTCache");
  }

  @Test
  void train_programsDoNotStart_saysSoAndIsNotTriedByItselfAgain() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");

    // When
    Outcome training = machine.spike("train");
    Outcome dev = machine.spike("dev");

    // Then
    assertThat(training.exitCode()).isEqualTo(1);
    assertThat(training.err()).contains(
        "spike: the training failed; programs start without AOT caches, see ");
    assertThat(dev.out()).contains("untrained=\n");
  }
}
