// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What a text can do to those who read it. */
final class TerminalTest {

  private static final String HOSTILE = "a\u001b]0;title\u0007\u009b2J\rb\u007f";
  private static final String SHOWN =
      "a\\u001b]0;title\\u0007\\u009b2J\\u000db\\u007f";
  private static final String HARMLESS = "a\tb\r\nc\n\u00e9";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void print_onAScreen_showsControlCharacters() {
    Terminal terminal = Terminal.of(out, err, prompt -> new char[0]);

    terminal.printText(HOSTILE + HARMLESS);
    terminal.print(HOSTILE);

    assertThat(out.toString(UTF_8)).isEqualTo(SHOWN + HARMLESS + SHOWN + "\n");
  }

  @Test
  void print_toAProgram_isTheDataItself() {
    Terminal terminal = Terminal.of(out, err, InputStream.nullInputStream());

    terminal.printText(HOSTILE);

    assertThat(out.toString(UTF_8)).isEqualTo(HOSTILE);
  }

  @Test
  void say_anywhere_showsControlCharacters() {
    Terminal terminal = Terminal.of(out, err, InputStream.nullInputStream());

    terminal.error(HOSTILE);
    terminal.say(HOSTILE);

    assertThat(err.toString(UTF_8)).isEqualTo(SHOWN + "\nspike: " + SHOWN + "\n");
  }
}
