// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.system.FakeMachine.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher makes of a command line; JDK and Maven are stand-ins. */
@Tag("system")
final class LauncherTest {

  @TempDir
  Path directory;

  private FakeMachine machine;

  @BeforeEach
  void setUp() throws Exception {
    machine = new FakeMachine(Files.createDirectory(directory.resolve("the machine")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nexus", "keeper", "bootstrap"})
  void link_namedLikeAProgram_runsThatProgram(String program) throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    Path bin = Files.createDirectory(machine.root().resolve("bin"));
    Path chain = Files.createSymbolicLink(bin.resolve("to spike"), Path.of("../a project/spike"));
    Path link = Files.createSymbolicLink(bin.resolve(program), chain.getFileName());

    // When
    Outcome run = machine.run(Path.of("/"), link, "-x", "two words", "*");

    // Then
    assertThat(run.out()).contains("launcher=" + machine.project().resolve("spike") + "\n")
        .endsWith("arg=ist.spike.kit.Launcher\narg=" + program
            + "\narg=-x\narg=two words\narg=*\n");
  }

  @Test
  void program_becomesTheJvm() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");

    // When
    Outcome run = machine.spike("nexus");

    // Then
    assertThat(run.out()).contains("pid=" + run.pid() + "\n");
  }

  @Test
  void options_ofTheUser_comeLastAndAreNotExpanded() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");

    // When
    Outcome run = machine.with("SPIKE_JAVA_OPTS", "-Xmx1g  -Dx=*").spike("nexus");

    // Then
    assertThat(run.out()).contains("arg=-Xmx256m\n", "arg=-Xmx1g\narg=-Dx=*\narg=-cp\n");
  }

  @ParameterizedTest
  @CsvSource({"C, C.UTF-8", "POSIX, C.UTF-8", "de_DE.UTF-8, ''", "en_US.utf8, ''"})
  void locale_withoutUtf8_isReplaced(String language, String expected) throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");

    // When
    Outcome run = machine.with("LANG", language).spike("status");

    // Then
    assertThat(run.out()).contains("locale=" + expected + " app=");
  }

  @Test
  void app_named_isRunWithoutABuild() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    Path app = Files.createDirectory(machine.root().resolve("installed app"));
    Files.writeString(app.resolve("spike-camel.jar"), "classes");

    // When
    Outcome run = machine.with("SPIKE_APP", app.toString()).spike("keeper");

    // Then
    assertThat(FakeMachine.classPath(run)).isEqualTo(app + "/spike-camel.jar:" + app + "/lib/*");
    assertThat(machine.builds()).isZero();
  }

  @Test
  void test_runsVerifyWithTheJdkFoundAndKeepsItsExitCode() throws Exception {
    // Given
    Path jdk = machine.jdk("home/.jdks/jdk-25", "25");
    machine.maven("3.8.7", "echo \"verified with $*\"; exit 42");

    // When
    Outcome run = machine.spike("test", "-Dtest=ShamirTest");

    // Then
    assertThat(run.exitCode()).isEqualTo(42);
    assertThat(run.out()).isEqualTo("verified with -B -ntp verify -Dtest=ShamirTest\n");
    assertThat(machine.root().resolve("builds")).hasContent(jdk.toString());
  }
}
