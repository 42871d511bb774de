// SPDX-License-Identifier: Apache-2.0
package ist.spike.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A home directory, JDKs that print how they were called, a Maven that counts its builds, and a copy
 * of the launcher in a project with blanks in its path.
 */
final class FakeMachine {

  private static final int RUN_LIMIT_SECONDS = 120;

  /** How a run of the launcher ended, and what it wrote. */
  record Outcome(long pid, int exitCode, String out, String err) {}

  private final Path root;
  private final Path project;
  private final Path tools;
  private final Map<String, String> environment = new TreeMap<>();

  FakeMachine(Path root) throws IOException {
    this.root = root;
    this.project = Files.createDirectories(root.resolve("a project"));
    this.tools = Files.createDirectories(root.resolve("tools"));
    Files.copy(Path.of("spike"), project.resolve("spike"));
    for (String folder : List.of("processors", "routes", "src", ".mvn", "home/.jdks")) {
      Files.createDirectories(folder.startsWith("home")
          ? root.resolve(folder)
          : project.resolve(folder));
    }
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    environment.put("PATH", tools + ":/usr/bin:/bin");
    environment.put("HOME", root.resolve("home").toString());
    environment.put("SPIKE_JDK_DIRS", root.resolve("home/.jdks").toString());
    environment.put("LANG", "C.UTF-8");
    script(tools.resolve("java"), "echo the default java; exit 99");
    maven("3.8.7", "");
  }

  Path root() {
    return root;
  }

  /** The directory of the launcher. */
  Path project() {
    return project;
  }

  /** A JDK that prints its home, its locale and its arguments, one a line. */
  Path jdk(String folder, String version) throws IOException {
    Path home = Files.createDirectories(root.resolve(folder));
    Files.createDirectories(home.resolve("bin"));
    script(home.resolve("bin/java"), "echo \"home=${0%/bin/java}\"", "echo \"pid=$$\"",
        "echo \"locale=${LC_ALL-} app=$SPIKE_APP launcher=$SPIKE_LAUNCHER\"",
        "echo \"untrained=${SPIKE_UNTRAINED-}\"", "printf 'arg=%s\\n' \"$@\"");
    script(home.resolve("bin/javac"), "exit 0");
    Files.writeString(home.resolve("release"),
        "IMPLEMENTOR=\"Fake\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** A Maven of this version that makes the jars, after doing what {@code first} says. */
  void maven(String version, String first) throws IOException {
    script(tools.resolve("mvn"), "if [ \"$1\" = -v ]; then echo 'Apache Maven " + version
        + "'; exit; fi", "echo \"$JAVA_HOME\" >>'" + root + "/builds'", first,
        "mkdir -p target/lib; echo classes >target/spike-camel.jar; echo jar >target/lib/a.jar");
  }

  int builds() throws IOException {
    Path counted = root.resolve("builds");
    return Files.exists(counted) ? Files.readAllLines(counted).size() : 0;
  }

  FakeMachine with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Lets every source be older than a build; file systems are coarser than tests are fast. */
  void ageSources() throws IOException {
    try (Stream<Path> all = Files.walk(project)) {
      for (Path file : all.filter(file -> !file.startsWith(project.resolve("target"))).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
      }
    }
  }

  Outcome spike(String... arguments) throws Exception {
    return run(root, project.resolve("spike"), arguments);
  }

  /** Runs the launcher, by whatever name, in a directory. */
  Outcome run(Path directory, Path program, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path out = Files.createTempFile(root, "run", ".out");
    Path err = Files.createTempFile(root, "run", ".err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(RUN_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end after " + RUN_LIMIT_SECONDS + " s: " + command);
    }
    return new Outcome(process.pid(), process.exitValue(), Files.readString(out),
        Files.readString(err));
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What the launcher gave the JVM as its class path. */
  static String classPath(Outcome run) {
    List<String> lines = run.out().lines().toList();
    return lines.get(lines.indexOf("arg=-cp") + 1).substring("arg=".length());
  }
}
