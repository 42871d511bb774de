// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import ist.spike.kit.Launcher;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One of the programs as a process that can be killed at any of its steps. */
final class AttackedProgram {

  private static final Duration LISTEN_LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(60);
  private static final int CONNECT_LIMIT_MS = 500;
  private static final List<String> FLAGS = List.of("--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
      "-Xms16m", "-Xmx96m", "-Xlog:disable");

  private final String name;
  private final List<String> arguments;
  private final Path directory;
  private final List<String> java;
  private final Build build;
  private final Map<String, String> surroundings = new HashMap<>();
  private @Nullable Process process;

  /**
   * @param name unique in its directory, where its settings, log, trace and order lie
   * @param arguments what the launcher is asked for, without the settings file
   */
  AttackedProgram(String name, List<String> arguments, Path directory, Build build) {
    this.name = name;
    this.arguments = arguments;
    this.build = build;
    this.directory = directory;
    this.java = new ArrayList<>(build.java());
    java.add("-D" + KillPoints.DIRECTORY + "=" + directory);
    java.add("-D" + KillPoints.PROGRAM + "=" + name);
    java.addAll(List.of("-cp", build.classPath(), Launcher.class.getName()));
  }

  String name() {
    return name;
  }

  /** Gives it this environment at each start from now on. */
  void startWith(Map<String, String> environment) {
    surroundings.putAll(environment);
  }

  void configure(Properties settings) throws IOException {
    try (var out = Files.newBufferedWriter(file(".properties"))) {
      settings.store(out, null);
    }
  }

  /** Starts it; the end of the log is its own. */
  void start() throws IOException {
    if (isAlive()) {
      return;
    }
    List<String> command = new ArrayList<>(java);
    command.addAll(1, build.flags(arguments.getFirst()));
    command.addAll(arguments);
    command.addAll(List.of("--config", file(".properties").toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(file(".log").toFile()));
    builder.environment().keySet()
        .removeIf(key -> key.startsWith("SPIKE_") || key.startsWith("SPIFFE_"));
    builder.environment().putAll(surroundings);
    // A process that ended in the middle of its order does not carry it out any more.
    Files.deleteIfExists(file(KillPoints.TAKEN));
    Files.deleteIfExists(file(KillPoints.PID));
    process = builder.start();
    publish("" + pid(), KillPoints.PID);
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  long pid() {
    return running().pid();
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() {
    if (process != null) {
      forgetPid();
      process.destroyForcibly();
      awaitEnd(KILL_LIMIT);
    }
  }

  /** Nobody kills by a number that may be somebody else's soon. */
  private void forgetPid() {
    try {
      Files.deleteIfExists(file(KillPoints.PID));
    } catch (IOException e) {
      throw new AssertionError("the process id of " + name + " cannot be removed", e);
    }
  }

  /** Its exit code; an error when it does not end in time. */
  int awaitEnd(Duration limit) {
    try {
      return running().onExit().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join()
          .exitValue();
    } catch (CompletionException e) {
      throw new AssertionError(name + " did not end in " + limit + ": " + log(), e);
    }
  }

  /** Until it listens; an error when it ends instead. */
  void awaitListening(int port) {
    Awaitility.await().atMost(LISTEN_LIMIT).pollDelay(Duration.ZERO).pollInterval(POLL)
        .failFast(this::requireAlive).until(() -> isListening(port));
  }

  private void requireAlive() {
    if (!isAlive()) {
      throw new AssertionError(name + " ended: " + log());
    }
  }

  /** A signal such as STOP or CONT. */
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, "" + pid()).start().waitFor();
  }

  /** From now on it kills as ordered. */
  void obey(KillOrder order) throws IOException {
    Files.deleteIfExists(file(KillPoints.TAKEN));
    Files.deleteIfExists(file(KillPoints.KILLED));
    publish(order.text(), KillPoints.ORDER);
  }

  /** Whoever reads the file reads all of it. */
  private void publish(String text, String suffix) throws IOException {
    Path fresh = file(suffix + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file(suffix), StandardCopyOption.ATOMIC_MOVE);
  }

  /** From now on it kills nobody: an order that it has already taken is carried out when this returns. */
  void disobey() throws IOException {
    Files.deleteIfExists(file(KillPoints.ORDER));
    Awaitility.await().atMost(KILL_LIMIT).pollDelay(Duration.ZERO).pollInterval(POLL)
        .until(() -> !isAlive() || !Files.exists(file(KillPoints.TAKEN)));
  }

  /** The process that it has killed since it got its order. */
  OptionalLong killed() throws IOException {
    return Files.exists(file(KillPoints.KILLED))
        ? OptionalLong.of(Long.parseLong(Files.readString(file(KillPoints.KILLED))))
        : OptionalLong.empty();
  }

  /** Waits until this process of it is gone; a later one is let alone. */
  void awaitEndOf(long pid) {
    if (isAlive() && pid() == pid) {
      awaitEnd(KILL_LIMIT);
    }
  }

  /** The steps it went through, such as {@code BEFORE verify-nexus/ask-for-proof}. */
  List<String> trace() throws IOException {
    return Files.exists(file(".trace")) ? Files.readAllLines(file(".trace")) : List.of();
  }

  void forgetTrace() throws IOException {
    Files.deleteIfExists(file(".trace"));
  }

  String log() {
    try {
      return Files.exists(file(".log")) ? Files.readString(file(".log")) : "";
    } catch (IOException e) {
      throw new AssertionError("the log of " + name + " cannot be read", e);
    }
  }

  void forgetLog() throws IOException {
    Files.deleteIfExists(file(".log"));
  }

  private Process running() {
    return Objects.requireNonNull(process, name + " was never started");
  }

  private Path file(String suffix) {
    return directory.resolve(name + suffix);
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
          CONNECT_LIMIT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What is attacked.
   *
   * @param jars the class path, all of it jars
   * @param archives where caches of loaded classes lie, which make a start twice as quick
   * @param learners the programs whose next process makes such a cache when it ends in order
   */
  record Build(List<Path> jars, Path archives, Set<String> learners) {

    /** What the build has made, and the kill points behind it; for many starts some programs learn. */
    static Build ofTarget(Path scratch, String... learners) throws IOException {
      List<Path> jars = new ArrayList<>();
      jars.add(Path.of("target/spike-camel.jar").toAbsolutePath());
      File[] libraries = new File("target/lib").listFiles((_, name) -> name.endsWith(".jar"));
      if (libraries == null) {
        throw new AssertionError("target/lib is missing: run mvn package first");
      }
      Arrays.stream(libraries).sorted().map(File::toPath).map(Path::toAbsolutePath)
          .forEach(jars::add);
      jars.add(AgentJar.make(scratch));
      return new Build(List.copyOf(jars), scratch, new HashSet<>(List.of(learners)));
    }

    /** The JVM with the options of every program. */
    List<String> java() {
      List<String> java = new ArrayList<>(FLAGS);
      java.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      return java;
    }

    String classPath() {
      return String.join(":", jars.stream().map(Path::toString).toList());
    }

    /** The first start of each program learns what all later ones then know. */
    List<String> flags(String program) {
      Path file = archives.resolve(program + ".aot");
      if (Files.exists(file)) {
        return List.of("-XX:AOTCache=" + file);
      }
      return learners.remove(program) ? List.of("-XX:AOTCacheOutput=" + file) : List.of();
    }
  }
}
