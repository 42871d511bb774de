// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ist.spike.system.SpikeCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AOT caches: made of a real run, used only where they fit. */
@Tag("system")
final class TrainingTest {
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final String CACHE = "-XX:AOTCache=";

  @TempDir
  Path directory;

  /** One test, because training is what costs time: half a minute on two idle cores. */
  @Test
  void train_makesCachesThatAreUsedOnlyWhereTheyFit() throws Exception {
    // Given: an installed build, a JDK that writes down its arguments, a training that was killed
    Path app = app();
    Path jdk = jdk();
    SpikeCommand spike = new SpikeCommand(directory).with("SPIKE_APP", app.toString())
        .with("SPIKE_JAVA_HOME", jdk.toString());
    killInTheMiddle(spike, app);
    assertThat(app.resolve("aot")).isEmptyDirectory();

    // When
    Outcome trained = spike.run("train");

    // Then
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(app.resolve("aot.work")).doesNotExist();
    assertThat(processesOf(app)).isEmpty();
    for (String verb : List.of("--version", "--help", "dev --help", "keeper --help",
        "nexus --help")) {
      assertThat(argumentsOf(spike, verb)).as(verb).contains(CACHE + app.resolve("aot"))
          .contains("-Djava.library.path=" + app.resolve("native"));
    }
    assertThat(app.resolve("native")).isDirectoryContaining("glob:**/libsqlitejdbc.so")
        .isDirectoryContaining("glob:**/libnetty_tcnative_linux_*.so")
        .isDirectoryContaining("glob:**/libio_grpc_netty_shaded_netty_transport_native_epoll_*.so");
    // The JVM refuses to start when it cannot use the cache, and says nothing when it can.
    Outcome strict = spike.with("JDK_JAVA_OPTIONS", "-XX:AOTMode=on").run("--version");
    assertThat(strict.exitCode()).as(strict.err()).isZero();
    assertThat(strict.out()).matches("spike \\S+\n");

    // Then: only the program that has the optimising compiler keeps profiles for it
    assertThat(argumentsOf(spike, "keeper --help")).contains("-XX:-AOTReplayTraining");
    assertThat(argumentsOf(spike, "nexus --help")).doesNotContain("-XX:-AOTReplayTraining");

    // Then: native libraries that are older than the jars are not used
    Files.setLastModifiedTime(app.resolve("native"), FileTime.from(Instant.EPOCH));
    assertThat(argumentsOf(spike, "nexus --help")).doesNotContain("-Djava.library.path");
    Files.setLastModifiedTime(app.resolve("native"), FileTime.from(Instant.now()));

    // Then: with other options, another JVM or newer jars they are not used
    assertThat(argumentsOf(spike.with("SPIKE_JAVA_OPTS", "-Dx=y"), "--version"))
        .doesNotContain(CACHE);
    spike.with("SPIKE_JAVA_OPTS", "");
    Files.setLastModifiedTime(app.resolve("spike-camel.jar"),
        FileTime.from(Instant.now().plusSeconds(1)));
    assertThat(argumentsOf(spike, "--version")).doesNotContain(CACHE);
    Files.setLastModifiedTime(app.resolve("spike-camel.jar"), FileTime.from(Instant.EPOCH));
    assertThat(argumentsOf(spike, "--version")).contains(CACHE);
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.99\"\n");
    assertThat(argumentsOf(spike, "--version")).doesNotContain(CACHE);
  }

  /** Ends a training once its programs run; a second one at the same time is refused. */
  private void killInTheMiddle(SpikeCommand spike, Path app) throws Exception {
    Process training = spike.start(directory.resolve("killed.log"), "train");
    await().atMost(BOUND).until(() -> Files.exists(app.resolve("aot.work/dev/run/nexus.pid")));
    signal("STOP", training);
    Outcome second = spike.run("train");
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err()).isEqualTo("spike: another training of " + app + " is under way\n");
    training.destroy();
    signal("CONT", training);
    assertThat(training.waitFor()).isEqualTo(143);
    await().atMost(BOUND).until(() -> processesOf(app).isEmpty());
    assertThat(app.resolve("aot.work")).doesNotExist();
  }

  /** What stands still does not end before it is looked at. */
  private static void signal(String signal, Process to) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, "" + to.pid()).start().waitFor()).isZero();
  }

  private String argumentsOf(SpikeCommand spike, String verb) throws Exception {
    Path log = directory.resolve("arguments");
    Files.deleteIfExists(log);
    spike.run(verb.split(" ", -1));
    return Files.readString(log);
  }

  private Path app() throws IOException {
    Path target = Path.of("target").toAbsolutePath();
    Path app = Files.createDirectory(directory.resolve("an app"));
    Files.copy(target.resolve("spike-camel.jar"), app.resolve("spike-camel.jar"));
    Files.createSymbolicLink(app.resolve("lib"), target.resolve("lib"));
    return app;
  }

  private Path jdk() throws IOException {
    Path real = Path.of(System.getProperty("java.home"));
    Path home = directory.resolve("a jdk");
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.copy(real.resolve("release"), home.resolve("release"));
    Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"$*\" >>'"
        + directory.resolve("arguments") + "'\nexec '" + real.resolve("bin/java") + "' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(bin.resolve("jar"), real.resolve("bin/jar"));
    return home;
  }

  private static List<String> processesOf(Path app) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(app.resolve("aot.work").toString())).toList();
  }
}
