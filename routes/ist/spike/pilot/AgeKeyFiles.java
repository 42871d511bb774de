// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.archive.Age;
import ist.spike.archive.AgeIdentity;
import ist.spike.archive.AgeRecipient;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files with keys of the {@code age} tool: one a line, and comments that begin with #. */
final class AgeKeyFiles {

  private static final int MAX_IDENTITY_BYTES = 4_096;
  /** Far more than {@link Age#MAX_RECIPIENTS} lines. */
  private static final int MAX_RECIPIENTS_BYTES = 65_536;
  private static final String RECIPIENT_PREFIX = "age1";

  private AgeKeyFiles() {}

  /** The first line that is neither empty nor a comment, as {@code age-keygen} writes the file. */
  static AgeIdentity identity(Path file) {
    byte[] bytes = new byte[0];
    char[] text = new char[0];
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_IDENTITY_BYTES);
      CharBuffer decoded = StandardCharsets.US_ASCII.decode(ByteBuffer.wrap(bytes));
      text = decoded.array();
      int start = 0;
      for (int i = 0; i <= decoded.limit(); i++) {
        if (i == decoded.limit() || text[i] == '\n') {
          if (i > start && text[start] != '#') {
            return parse(Arrays.copyOfRange(text, start, i));
          }
          start = i + 1;
        }
      }
    } catch (IOException e) {
      throw unreadable(file);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text, '\0');
    }
    throw new SpikeException(ErrorCode.BAD_SETTING, file + " holds no age identity");
  }

  /** Recipients as they are, {@code age1...}, and from the files that are named otherwise. */
  static List<AgeRecipient> recipients(List<String> given) {
    List<AgeRecipient> recipients = new ArrayList<>();
    for (String each : given) {
      if (each.startsWith(RECIPIENT_PREFIX)) {
        recipients.add(AgeRecipient.parse(each));
      } else {
        recipients.addAll(fromFile(Path.of(each)));
      }
    }
    List<AgeRecipient> distinct = recipients.stream().distinct().toList();
    if (distinct.size() > Age.MAX_RECIPIENTS) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "an age file has at most "
          + Age.MAX_RECIPIENTS + " recipients, not " + distinct.size());
    }
    return distinct;
  }

  private static List<AgeRecipient> fromFile(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] text = in.readNBytes(MAX_RECIPIENTS_BYTES + 1);
      if (text.length > MAX_RECIPIENTS_BYTES) {
        throw new SpikeException(ErrorCode.BAD_SETTING,
            file + " has more than " + MAX_RECIPIENTS_BYTES + " bytes");
      }
      List<AgeRecipient> found = new String(text, StandardCharsets.US_ASCII).lines()
          .map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(AgeRecipient::parse).toList();
      if (found.isEmpty()) {
        throw new SpikeException(ErrorCode.BAD_SETTING, file + " holds no age recipient");
      }
      return found;
    } catch (IOException e) {
      throw unreadable(file);
    }
  }

  private static AgeIdentity parse(char[] line) {
    try {
      return AgeIdentity.parse(line);
    } finally {
      Arrays.fill(line, '\0');
    }
  }

  private static SpikeException unreadable(Path file) {
    return new SpikeException(ErrorCode.BAD_SETTING, "the file " + file + " cannot be read");
  }
}
