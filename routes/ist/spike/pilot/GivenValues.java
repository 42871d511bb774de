// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.wire.PutSecret;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pairs that a secret is put from. {@code key=text} is SPIKE's. Ours keep a value off the command
 * line, where other users of the machine see it: {@code key=@FILE} takes the bytes of a file as they
 * are, {@code key=@-} those of standard input, or what a person types unseen; {@code @FILE} and
 * {@code @-} alone take every pair from a JSON object of texts. {@code key=@@text} is the text
 * {@code @text}.
 */
final class GivenValues {

  /** A larger request Nexus refuses anyway. */
  private static final int MAX_BYTES = 1_048_576;
  private static final String INVALID = "Error: Invalid input provided.";

  private final Terminal terminal;
  private final SortedMap<String, String> values = new TreeMap<>();
  private boolean inputTaken;

  private GivenValues(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Reads the pairs.
   *
   * @throws CommandFailure when one is no pair or cannot be read; then none counts
   */
  static SortedMap<String, String> of(List<String> pairs, Terminal terminal) {
    List<String> complaints = new ArrayList<>();
    for (String pair : pairs) {
      if (pair.indexOf('=') < 0 && !pair.startsWith("@")) {
        complaints.add("Error: Invalid key-value pair: " + pair);
      }
    }
    if (!complaints.isEmpty()) {
      throw new CommandFailure(complaints, "nothing was stored; a pair is written key=value");
    }
    GivenValues given = new GivenValues(terminal);
    pairs.forEach(given::take);
    return given.values;
  }

  private void take(String pair) {
    int equals = pair.indexOf('=');
    if (pair.startsWith("@")) {
      takeAll(pair.substring(1));
      return;
    }
    String key = pair.substring(0, equals);
    String text = pair.substring(equals + 1);
    if (text.startsWith("@@")) {
      values.put(key, text.substring(1));
    } else if (text.startsWith("@")) {
      values.put(key, text(read(text.substring(1), key), key));
    } else {
      values.put(key, text);
    }
  }

  private void takeAll(String source) {
    try {
      values.putAll(PutSecret.parseValues(read(source, "values (JSON)")));
    } catch (SpikeException e) {
      throw new CommandFailure(INVALID, "nothing was stored; " + named(source)
          + " is not one JSON object of texts, such as {\"user\": \"root\"}");
    }
  }

  private byte[] read(String source, String what) {
    if (source.equals("-")) {
      if (inputTaken) {
        throw new CommandFailure(INVALID, "nothing was stored; only one value can be @-");
      }
      inputTaken = true;
      if (terminal.isInteractive()) {
        return terminal.readHidden(what + ": ");
      }
    }
    Optional<Path> file = source.equals("-") ? Optional.empty() : Optional.of(Path.of(source));
    try (InputStream in = file.isPresent() ? Files.newInputStream(file.get()) : terminal.input()) {
      byte[] read = in.readNBytes(MAX_BYTES + 1);
      if (read.length > MAX_BYTES) {
        throw new CommandFailure(INVALID, "nothing was stored; " + named(source)
            + " has more than " + MAX_BYTES + " bytes, the most that a request may have");
      }
      return read;
    } catch (IOException e) {
      throw new CommandFailure(INVALID, "nothing was stored; " + named(source)
          + " cannot be read (" + e + "); a text that begins with @ is written @@");
    }
  }

  private static String text(byte[] bytes, String key) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CommandFailure(INVALID, "nothing was stored; the value of " + key
          + " is not UTF-8 text; give bytes in base64");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static String named(String source) {
    return source.equals("-") ? "standard input" : source;
  }
}
