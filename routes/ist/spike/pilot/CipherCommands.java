// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.CipherText;
import ist.spike.wire.Operation;
import ist.spike.wire.Plaintext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code spike cipher …} (wire spec 10.6). Bytes of a file or of standard input go in, bytes come out;
 * with flags that hold base64, JSON does the same. SPIKE prints a bare ciphertext for those, which
 * nothing can decrypt; ours prints what {@code spike cipher decrypt} asks for.
 */
final class CipherCommands {

  /** More than any Nexus takes, so that it is Nexus that refuses. */
  private static final int MAX_INPUT_BYTES = 64 * 1024 * 1024;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Flag FILE =
      new Flag("file", "f", Flag.Kind.TEXT, "", "input file (default: stdin)");
  private static final Flag OUT =
      new Flag("out", "o", Flag.Kind.TEXT, "", "output file (default: stdout)");
  private static final Flag ALGORITHM =
      new Flag("algorithm", "", Flag.Kind.TEXT, "", "accepted and ignored, as SPIKE does");
  private static final Flag PLAINTEXT = new Flag("plaintext", "", Flag.Kind.TEXT, "",
      "plaintext (base64); then the answer is JSON");
  private static final Flag VERSION =
      new Flag("version", "", Flag.Kind.TEXT, "", "version byte (0-255) of the JSON answer");
  private static final Flag NONCE =
      new Flag("nonce", "", Flag.Kind.TEXT, "", "nonce (base64) of the JSON answer");
  private static final Flag CIPHERTEXT =
      new Flag("ciphertext", "", Flag.Kind.TEXT, "", "ciphertext (base64) of the JSON answer");

  private CipherCommands() {}

  static Command group() {
    return Command.group("spike cipher", "Encrypt and decrypt data using SPIKE Nexus",
        new Command("spike cipher encrypt", "", "Encrypt a file or standard input",
            List.of(FILE, OUT, PLAINTEXT, ALGORITHM), new Command.Arity(0, Command.Arity.MANY),
            List.of(), Optional.of(CipherCommands::encrypt)),
        new Command("spike cipher decrypt", "", "Decrypt a file or standard input",
            List.of(FILE, OUT, VERSION, NONCE, CIPHERTEXT, ALGORITHM),
            new Command.Arity(0, Command.Arity.MANY), List.of(),
            Optional.of(CipherCommands::decrypt)));
  }

  private static void encrypt(Invocation invocation, Session session) {
    if (isSet(invocation, PLAINTEXT)) {
      Plaintext plaintext = new Plaintext(base64(invocation, PLAINTEXT));
      try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
        CipherText sealed = CipherText
            .parseAnswer(nexus.ask(Operation.ENCRYPT_DATA, plaintext.toJson()));
        String line = new String(sealed.toJson(), StandardCharsets.UTF_8) + "\n";
        write(invocation, session, line.getBytes(StandardCharsets.UTF_8));
      }
    } else {
      pass(invocation, session, Operation.ENCRYPT_DATA);
    }
  }

  private static void decrypt(Invocation invocation, Session session) {
    if (Stream.of(VERSION, NONCE, CIPHERTEXT).anyMatch(flag -> isSet(invocation, flag))) {
      CipherText sealed = new CipherText(version(invocation), base64(invocation, NONCE),
          base64(invocation, CIPHERTEXT));
      try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
        write(invocation, session, Plaintext
            .parseAnswer(nexus.ask(Operation.DECRYPT_DATA, sealed.toJson())).bytes(), OWNER_ONLY);
      }
    } else {
      pass(invocation, session, Operation.DECRYPT_DATA, OWNER_ONLY);
    }
  }

  /** Raw bytes through Nexus. The output is opened when there is something to put into it. */
  private static void pass(Invocation invocation, Session session, Operation operation,
      FileAttribute<?>... mode) {
    byte[] input = input(invocation, session);
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      write(invocation, session, nexus.askRaw(operation, input), mode);
    }
  }

  private static byte[] input(Invocation invocation, Session session) {
    String name = invocation.flag(FILE.name());
    try {
      byte[] input = name.isEmpty()
          ? session.terminal().readInput(MAX_INPUT_BYTES + 1)
          : read(Path.of(name));
      if (input.length > MAX_INPUT_BYTES) {
        throw new CommandFailure("Error: Invalid request.",
            "the input has more than " + MAX_INPUT_BYTES + " bytes, more than any Nexus takes");
      }
      return input;
    } catch (IOException e) {
      throw new CommandFailure("Error: Cannot access input file: " + name, String.valueOf(e));
    }
  }

  private static byte[] read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new CommandFailure("Error: Input file does not exist: " + file,
          "without --file, standard input is read");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_INPUT_BYTES + 1);
    }
  }

  /** What was decrypted goes into a file, if that is new, which is its owner's alone. */
  private static void write(Invocation invocation, Session session, byte[] output,
      FileAttribute<?>... mode) {
    String name = invocation.flag(OUT.name());
    if (name.isEmpty()) {
      session.terminal().printBytes(output);
      return;
    }
    try (FileChannel file = FileChannel.open(Path.of(name), Set.of(StandardOpenOption.CREATE,
        StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), mode)) {
      ByteBuffer rest = ByteBuffer.wrap(output);
      while (rest.hasRemaining()) {
        file.write(rest);
      }
    } catch (IOException e) {
      throw new CommandFailure("Error: Failed to write output: " + name, String.valueOf(e));
    }
  }

  private static boolean isSet(Invocation invocation, Flag flag) {
    return !invocation.flag(flag.name()).isEmpty();
  }

  private static int version(Invocation invocation) {
    String text = invocation.flag(VERSION.name());
    if (text.matches("\\+?[0-9]{1,9}") && Integer.parseInt(text) <= 255) {
      return Integer.parseInt(text);
    }
    throw new CommandFailure("Error: Invalid --version, must be 0-255.",
        "give --version, --nonce and --ciphertext as `spike cipher encrypt --plaintext` printed them");
  }

  /** Go's reading of base64: padded, line ends inside it do not count. */
  private static byte[] base64(Invocation invocation, Flag flag) {
    String text = invocation.flag(flag.name()).replace("\r", "").replace("\n", "");
    try {
      if (text.length() % 4 == 0) {
        return Base64.getDecoder().decode(text);
      }
    } catch (IllegalArgumentException e) {
      throw refused(flag);
    }
    throw refused(flag);
  }

  private static CommandFailure refused(Flag flag) {
    return new CommandFailure("Error: Invalid --" + flag.name() + " base64.",
        "it must be standard base64 with padding");
  }
}
