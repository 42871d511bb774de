// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The only class that prints. Data goes to standard output. Everything else goes to standard error:
 * SPIKE's own lines as they are, ours as {@code spike: lower case, no full stop}.
 */
public final class Terminal {

  private static final int MAX_LINE_BYTES = 4_096;
  /** UTF-8 takes so many bytes for a character of Java's at most. */
  private static final int MAX_BYTES_A_CHAR = 3;
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final InputStream in;
  /** Asked only of text that would do something to a screen. */
  private final BooleanSupplier screen;
  /** Asked only when somebody is to be asked: finding the console takes a while. */
  private final Supplier<Optional<HiddenInput>> person;
  /** Whether the last line on the screen is one of progress, which what follows takes the place of. */
  private boolean showsProgress;

  /** Asks a person for a text that is not shown while it is typed. */
  @FunctionalInterface
  interface HiddenInput {
    /** What was typed; nothing when the person ended the input. The caller zeroes the array. */
    char[] ask(String prompt);
  }

  private Terminal(PrintStream out, PrintStream err, InputStream in, BooleanSupplier screen,
      Supplier<Optional<HiddenInput>> person) {
    this.out = out;
    this.err = err;
    this.in = in;
    this.screen = screen;
    this.person = person;
  }

  /** The terminal or the pipes this process was started with, in UTF-8 wherever it runs. */
  public static Terminal standard() {
    return new Terminal(stream(new FileOutputStream(FileDescriptor.out)),
        stream(new FileOutputStream(FileDescriptor.err)), System.in, Terminal::isScreen,
        () -> Optional.ofNullable(System.console()).filter(Console::isTerminal)
            .map(console -> prompt -> typed(console, prompt)));
  }

  /** Pipes: nothing is asked, everything is read from {@code in}. */
  public static Terminal of(OutputStream out, OutputStream err, InputStream in) {
    return new Terminal(stream(out), stream(err), in, () -> false, Optional::empty);
  }

  private static char[] typed(Console console, String prompt) {
    char[] typed = console.readPassword("%s", prompt);
    return typed == null ? new char[0] : typed;
  }

  /** A person at a screen who types in answer to prompts, and nothing on standard input. */
  static Terminal of(OutputStream out, OutputStream err, HiddenInput person) {
    return new Terminal(stream(out), stream(err), InputStream.nullInputStream(), () -> true,
        () -> Optional.of(person));
  }

  /**
   * Whether standard output is one. The JDK tells of output and input together, and a loop that reads
   * its input from a file prints on a screen all the same.
   */
  private static boolean isScreen() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString()
          .matches("/dev/(pts/.*|tty.*|console)");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Writes a line, or several, of data. */
  public void print(String line) {
    clearProgress();
    out.println(harmless(line));
  }

  /**
   * SECURITY: who may write a secret, and whoever else's words we print, must not be able to move the
   * cursor of those who read them, or to make their terminal type. Programs get data as it is.
   */
  private String harmless(String data) {
    return ControlCharacters.areIn(data) && screen.getAsBoolean()
        ? ControlCharacters.shown(data)
        : data;
  }

  /** Writes data that brings its own line ends. */
  public void printText(String text) {
    clearProgress();
    out.print(harmless(text));
    out.flush();
  }

  /** Writes data as it is. */
  void printBytes(byte[] data) {
    clearProgress();
    out.writeBytes(data);
    out.flush();
  }

  /** Standard output for data as it is; unlike a print, a write that fails is told. */
  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int each) throws IOException {
        write(new byte[]{(byte) each}, 0, 1);
      }

      @Override
      public void write(byte[] data, int offset, int size) throws IOException {
        out.write(data, offset, size);
        if (out.checkError()) {
          throw new IOException("standard output cannot be written");
        }
      }
    };
  }

  /** Writes a line to people. */
  public void error(String line) {
    clearProgress();
    err.println(ControlCharacters.shown(line));
  }

  /** Writes a message of ours to people: one sentence in lower case without a full stop. */
  public void say(String sentence) {
    clearProgress();
    err.println("spike: " + ControlCharacters.shown(sentence));
  }

  /** Shows a person a line that the next one replaces, of progress or of anything else. */
  void progress(String line) {
    err.print("\r" + ControlCharacters.shown(line) + CLEAR_TO_END_OF_LINE);
    err.flush();
    showsProgress = true;
  }

  private void clearProgress() {
    if (showsProgress) {
      progress("");
      showsProgress = false;
    }
  }

  /** Whether everything printed so far has left this process. */
  boolean isDelivered() {
    return !out.checkError();
  }

  /** Whether a person can be asked. */
  boolean isInteractive() {
    return person.get().isPresent();
  }

  /** Asks for a text that is not shown while it is typed, as UTF-8. The caller zeroes the array. */
  byte[] readHidden(String prompt) {
    char[] typed = person.get().map(each -> each.ask(prompt)).orElse(new char[0]);
    ByteBuffer encoded = ByteBuffer.allocate(typed.length * MAX_BYTES_A_CHAR);
    StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(typed), encoded, true);
    encoded.flip();
    byte[] text = new byte[encoded.remaining()];
    encoded.get(text);
    encoded.clear().put(new byte[encoded.capacity()]);
    Arrays.fill(typed, '\0');
    return text;
  }

  /** Standard input. */
  InputStream input() {
    return in;
  }

  /** Reads standard input to its end, but at most so many bytes. The caller zeroes the array. */
  byte[] readInput(int maxBytes) throws IOException {
    return in.readNBytes(maxBytes);
  }

  /**
   * Reads the next line of standard input, without its end; what is beyond {@value #MAX_LINE_BYTES}
   * bytes is left out, and at the end of the input it is empty.
   */
  String readLine() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
        if (line.size() < MAX_LINE_BYTES) {
          line.write(next);
        }
      }
    } catch (IOException e) {
      return "";
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
