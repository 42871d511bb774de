// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamEndsTest {

  @ParameterizedTest
  @CsvSource({"INFO, true", "WARNING, true", "SEVERE, false"})
  void isLoggable_streamEnded_isAWarningInOneLine(String least, boolean logged) {
    // Given
    LogRecord log = new LogRecord(Level.SEVERE, "X.509 context observer error");
    log.setThrown(new IllegalStateException("UNAVAILABLE: io exception"));

    // When
    boolean is = new StreamEnds(Level.parse(least)).isLoggable(log);

    // Then
    assertThat(is).isEqualTo(logged);
    assertThat(log.getLevel()).isEqualTo(Level.WARNING);
    assertThat(log.getThrown()).isNull();
    assertThat(log.getMessage())
        .isEqualTo("a stream of the Workload API ended: UNAVAILABLE: io exception");
  }

  @Test
  void isLoggable_anythingElse_staysAsItIs() {
    // Given
    LogRecord log = new LogRecord(Level.SEVERE, "something else");

    // When, Then
    assertThat(new StreamEnds(Level.SEVERE).isLoggable(log)).isTrue();
    assertThat(log.getLevel()).isEqualTo(Level.SEVERE);
    assertThat(log.getMessage()).isEqualTo("something else");
  }

  /** Another name after an update of the library would bring the stack traces back. */
  @Test
  void logger_isTheLibrarysOwn() throws Exception {
    Class<?> observers = Class.forName(StreamEnds.LOGGER);

    assertThat(observers.getDeclaredFields()).anyMatch(
        field -> field.getType() == Logger.class && Modifier.isStatic(field.getModifiers()));
  }
}
