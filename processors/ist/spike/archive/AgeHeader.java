// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Reads the clear header of an age file without any key. Nothing in it is authentic until the file
 * was decrypted, when its MAC has been checked.
 */
final class AgeHeader {

  private static final String VERSION = "age-encryption.org/v1";
  private static final String STANZA = "-> ";
  private static final String END = "---";
  private static final int COLUMNS = 64;
  private static final int MAX_LINE = 256;
  private static final int MAX_LINES = 2_048;
  private static final int MAX_BODY_LINES =
      (AgeStanza.MAX_BODY_BYTES * 4 / 3 + COLUMNS) / COLUMNS;

  private final InputStream source;
  private int lines;

  private AgeHeader(InputStream source) {
    this.source = source;
  }

  /** The stanzas of a file that begins here; {@code DAMAGED} when it is no age file. */
  static List<AgeStanza> read(InputStream source) throws IOException {
    return new AgeHeader(source).stanzas();
  }

  private List<AgeStanza> stanzas() throws IOException {
    if (!line().equals(VERSION)) {
      throw damaged("it does not begin with " + VERSION);
    }
    List<AgeStanza> stanzas = new ArrayList<>();
    String line = line();
    while (line.startsWith(STANZA)) {
      List<String> words = Arrays.asList(line.substring(STANZA.length()).split(" ", -1));
      stanzas.add(new AgeStanza(words.getFirst(), words.subList(1, words.size()), body()));
      line = line();
    }
    if (!line.startsWith(END)) {
      throw damaged("line " + lines + " is neither a stanza nor the end of the header");
    }
    return stanzas;
  }

  /** Lines of 64 columns, and a last one that is shorter, possibly empty. */
  private byte[] body() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MAX_BODY_LINES; i++) {
      String line = line();
      text.append(line);
      if (line.length() < COLUMNS) {
        return decode(text.toString());
      }
    }
    throw damaged("a stanza has more than " + AgeStanza.MAX_BODY_BYTES + " bytes");
  }

  private byte[] decode(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new SpikeException(ErrorCode.DAMAGED,
          "the age header cannot be read: line " + lines + " is not base64", e);
    }
  }

  private String line() throws IOException {
    if (++lines > MAX_LINES) {
      throw damaged("it has more than " + MAX_LINES + " lines");
    }
    byte[] line = new byte[MAX_LINE];
    for (int length = 0; length < MAX_LINE; length++) {
      int next = source.read();
      if (next == '\n') {
        return new String(line, 0, length, US_ASCII);
      }
      if (next < 0) {
        throw damaged("it ends in line " + lines);
      }
      line[length] = (byte) next;
    }
    throw damaged("line " + lines + " is longer than " + MAX_LINE + " bytes");
  }

  private static SpikeException damaged(String why) {
    return new SpikeException(ErrorCode.DAMAGED, "the age header cannot be read: " + why);
  }
}
