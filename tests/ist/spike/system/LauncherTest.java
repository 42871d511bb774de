// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.system.FakeMachine.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/** The launcher on machines that are set up in different ways; JDK and Maven are stand-ins. */
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
    assertThat(classPath(second)).isNotEqualTo(classPath(first));
    assertThat(Path.of(classPath(first).split(":", -1)[0])).exists();
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

  @Test
  void app_named_isRunWithoutABuild() throws Exception {
    // Given
    machine.jdk("home/.jdks/jdk-25", "25");
    Path app = Files.createDirectory(machine.root().resolve("installed app"));
    Files.writeString(app.resolve("spike-camel.jar"), "classes");

    // When
    Outcome run = machine.with("SPIKE_APP", app.toString()).spike("keeper");

    // Then
    assertThat(classPath(run)).isEqualTo(app + "/spike-camel.jar:" + app + "/lib/*");
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

  private static String classPath(Outcome run) {
    List<String> lines = run.out().lines().toList();
    return lines.get(lines.indexOf("arg=-cp") + 1).substring("arg=".length());
  }
}
