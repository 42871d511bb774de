// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.system.FakeMachine.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JDK the launcher takes, on machines that are set up in different ways. */
@Tag("system")
final class LauncherJdkTest {

  @TempDir
  Path directory;

  private FakeMachine machine;

  @BeforeEach
  void setUp() throws Exception {
    machine = new FakeMachine(Files.createDirectory(directory.resolve("the machine")));
  }

  @ParameterizedTest
  @CsvSource({"17.0.15, 25.0.1, 25.0.1", "26-ea, 25.0.1, 25.0.1", "27, 26.0.2, 26.0.2",
      "1.8.0_402, 31, 31"})
  void jdk_severalInstalled_takesTheOldestSuitable(String one, String other, String taken)
      throws Exception {
    // Given
    machine.jdk("home/.jdks/a-" + one, one);
    machine.jdk("home/.jdks/b-" + other, other);

    // When
    Outcome run = machine.spike("status");

    // Then
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().findFirst().orElseThrow()).endsWith(taken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_HOME", "SPIKE_JAVA_HOME"})
  void jdk_namedByVariable_isTaken(String variable) throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    Path named = machine.jdk("named jdk", "26.0.1");

    // When
    Outcome run = machine.with(variable, named.toString()).spike("status");

    // Then
    assertThat(run.out()).startsWith("home=" + named + "\n");
  }

  @Test
  void jdk_foundBeforeTheSearchEnds_saysNothingOfTheRest() throws Exception {
    // Given a parent that ignores SIGPIPE, as a program does that Python's exec started
    Path parent = machine.root().resolve("parent");
    Files.writeString(parent,
        "#!/bin/sh\ntrap '' PIPE\nexec '" + machine.project().resolve("spike") + "' status\n");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
    Path app = Files.createDirectory(machine.root().resolve("app"));
    Files.writeString(app.resolve("spike-camel.jar"), "classes");
    Path named = machine.jdk("named", "26.0.1");

    // When
    Outcome run = machine.with("JAVA_HOME", named.toString()).with("SPIKE_APP", app.toString())
        .run(machine.root(), parent);

    // Then
    assertThat(run.out()).startsWith("home=" + named + "\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void jdk_javaHomeTooOld_goesOnSearching() throws Exception {
    // Given
    Path suitable = machine.jdk("home/.jdks/jdk-25", "25");
    Path old = machine.jdk("old", "17.0.15");

    // When
    Outcome run = machine.with("JAVA_HOME", old.toString()).spike("status");

    // Then
    assertThat(run.out()).startsWith("home=" + suitable + "\n");
  }

  @Test
  void jdk_noneSuitable_saysWhatToInstall() throws Exception {
    // Given
    Path old = machine.jdk("home/.jdks/jdk-17", "17.0.15");

    // When
    Outcome run = machine.spike("status");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("spike: no JDK 25 or newer found; found only 17 in " + old + "\n")
        .contains("apt install openjdk-25-jdk-headless", "export SPIKE_JAVA_HOME=");
  }

  @Test
  void jdk_namedButUnsuitable_isRefused() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    Path old = machine.jdk("old", "17.0.15");

    // When
    Outcome run = machine.with("SPIKE_JAVA_HOME", old.toString()).spike("status");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("spike: SPIKE_JAVA_HOME is not a JDK 25 or newer: " + old + "\n");
  }
}
