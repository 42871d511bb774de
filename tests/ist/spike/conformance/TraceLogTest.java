// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.wire.Operation;
import ist.spike.wire.RecoveredShares;
import ist.spike.wire.RestoreShare;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that anybody in this process logs at the lowest level, Camel, Vert.x and Netty included, while a root
 * key is made, recovered and restored. None of it, nor of what its shares are, may be in it.
 */
@Tag("system")
final class TraceLogTest {

  private static final int NEEDLE_BYTES = 16;

  @TempDir
  private Path home = Path.of("");

  /** Keeps the text of every record. */
  private static final class Everything extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Integer> loggers = new LinkedHashMap<>();

    Everything() {
      setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord log) {
      text.append(formatter.format(log));
      loggers.merge(String.valueOf(log.getLoggerName()), 1, Integer::sum);
    }

    synchronized String text() {
      return text.toString();
    }

    synchronized List<String> loggers() {
      return List.copyOf(loggers.keySet());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void everyLogger_atTrace_tellsNoKeyAndNoShare() throws Exception {
    // Given
    Logger root = Logger.getLogger("");
    Level before = root.getLevel();
    Handler[] others = root.getHandlers();
    Everything log = new Everything();
    Arrays.stream(others).forEach(root::removeHandler);
    root.addHandler(log);
    root.setLevel(Level.ALL);
    Map<String, String> needles = new LinkedHashMap<>();

    // When
    try (SpikeSystem system = SpikeSystem.ready(home, Map.of())) {
      learn(system, needles);
    } finally {
      root.removeHandler(log);
      root.setLevel(before);
      Arrays.stream(others).forEach(root::addHandler);
    }

    // Then
    assertThat(log.loggers()).anyMatch(name -> name.startsWith("org.apache.camel"))
        .anyMatch(name -> name.startsWith("io.netty"))
        .anyMatch(name -> name.startsWith("ist.spike"));
    String text = log.text();
    assertThat(needles).hasSize(15);
    needles.forEach((name, needle) -> assertThat(text.contains(needle)).as(name).isFalse());
  }

  /** Recovers the shares, gives two of them back, and writes down what to look for. */
  private static void learn(SpikeSystem system, Map<String, String> needles) throws Exception {
    byte[] body = system.post(Who.RECOVER, Operation.RECOVER_SHARES.target(), "{}").text()
        .getBytes(US_ASCII);
    List<Share> shares = new ArrayList<>();
    try (RecoveredShares recovered = RecoveredShares.parse(body)) {
      recovered.shards().forEach((id, shard) -> shares.add(new Share(id, shard.copy())));
    }
    for (Share share : shares) {
      share.value().lendTo(bytes -> plant(needles, "share " + share.id(), bytes));
      String restore =
          new String(new RestoreShare(share.id(), Optional.of(share.value().copy())).toJson(),
              US_ASCII);
      system.post(Who.RESTORE, Operation.RESTORE_SHARE.target(), restore);
    }
    try (RootKey key = RootKey.of(Shamir.combine(shares.subList(0, 2)));
        SecretBytes wrapping = key.derive("wrapping", RootKey.SIZE_BYTES)) {
      key.bytes().lendTo(bytes -> plant(needles, "root key", bytes));
      wrapping.lendTo(bytes -> plant(needles, "wrapping key", bytes));
    }
    shares.forEach(Share::close);
  }

  /** Itself, hexadecimal, and the numbers of Go's JSON. */
  private static void plant(Map<String, String> needles, String name, byte[] secret) {
    byte[] start = Arrays.copyOf(secret, NEEDLE_BYTES);
    needles.put(name + " raw", new String(start, ISO_8859_1));
    needles.put(name + " hex", HexFormat.of().formatHex(start));
    needles.put(name + " json", IntStream.range(0, start.length)
        .mapToObj(i -> Integer.toString(Byte.toUnsignedInt(start[i])))
        .collect(Collectors.joining(",")));
  }
}
