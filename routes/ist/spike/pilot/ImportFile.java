// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.archive.Age;
import ist.spike.archive.AgeIdentity;
import ist.spike.archive.ExportReader;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.SpikeException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An export that can be read twice. What comes from standard input is kept in a temporary file
 * meanwhile, as it came if it is encrypted, and else encrypted to a key that nobody else ever has.
 */
final class ImportFile implements AutoCloseable {

  private static final byte[] AGE = "age-encryption.org/v1\n".getBytes(US_ASCII);
  private static final int BUFFER_BYTES = 64 * 1024;
  /** More than any store of secrets has. */
  private static final long MAX_INPUT_BYTES = 16L * 1024 * 1024 * 1024;

  private final Path file;
  private final Optional<AgeIdentity> identity;
  private final boolean temporary;

  private ImportFile(Path file, Optional<AgeIdentity> identity, boolean temporary) {
    this.file = file;
    this.identity = identity;
    this.temporary = temporary;
  }

  /**
   * A file, or standard input when it is called {@code -}.
   *
   * @param identity opens it; taken over. Empty: it must be plaintext
   */
  static ImportFile of(String name, Optional<AgeIdentity> identity, Terminal terminal)
      throws IOException {
    return name.equals("-")
        ? kept(terminal.input(), identity)
        : new ImportFile(Path.of(name), identity, false);
  }

  private static ImportFile kept(InputStream input, Optional<AgeIdentity> identity)
      throws IOException {
    AgeIdentity key = identity.orElseGet(AgeIdentity::generate);
    ImportFile kept =
        new ImportFile(Files.createTempFile("spike-import", ""), Optional.of(key), true);
    boolean done = false;
    try (OutputStream file = Files.newOutputStream(kept.file)) {
      byte[] head = input.readNBytes(AGE.length);
      boolean encrypted = Arrays.equals(head, AGE);
      if (identity.isPresent() && !encrypted) {
        // Nothing of it goes to the disk.
        throw new IOException("it is not encrypted");
      }
      if (encrypted) {
        copy(head, input, file);
      } else {
        try (OutputStream sealed = Age.encrypt(file, List.of(key.recipient()))) {
          copy(head, input, sealed);
        }
      }
      done = true;
      return kept;
    } finally {
      if (!done) {
        kept.close();
      }
    }
  }

  private static void copy(byte[] head, InputStream rest, OutputStream target)
      throws IOException {
    InputStream input = new SequenceInputStream(new ByteArrayInputStream(head), rest);
    byte[] piece = new byte[BUFFER_BYTES];
    long size = 0;
    try {
      for (int read = input.read(piece); read >= 0; read = input.read(piece)) {
        size += read;
        if (size > MAX_INPUT_BYTES) {
          throw new IOException("it has more than " + MAX_INPUT_BYTES + " bytes");
        }
        target.write(piece, 0, read);
      }
    } finally {
      Arrays.fill(piece, (byte) 0);
    }
  }

  /** Reads it to its end; see {@link ExportReader#read}. */
  ExportReader.Frame read(Consumer<ImportSpike.Secret> visitor) throws IOException {
    try (InputStream in = new BufferedInputStream(open(), BUFFER_BYTES)) {
      return ExportReader.read(in, visitor);
    }
  }

  private InputStream open() throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      if (identity.isPresent()) {
        return Age.decrypt(raw, identity.get());
      }
      return plain(raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream plain(InputStream raw) throws IOException {
    byte[] head = raw.readNBytes(AGE.length);
    if (Arrays.equals(head, AGE)) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "the file is encrypted");
    }
    return new SequenceInputStream(new ByteArrayInputStream(head), raw);
  }

  @Override
  public void close() throws IOException {
    identity.ifPresent(AgeIdentity::close);
    if (temporary) {
      Files.deleteIfExists(file);
    }
  }
}
