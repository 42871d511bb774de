// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells people on standard error how far long work is: at a terminal in a line that is replaced,
 * elsewhere in a line now and then, so that a log stays short. Work that is soon done tells nothing.
 */
final class Progress {

  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final int BAR_WIDTH = 30;

  private final Terminal terminal;
  private final Duration interval;
  private final LongSupplier nanoTime;
  private long due;

  /**
   * @param interval how often a line is written where there is no terminal; zero: each time
   */
  Progress(Terminal terminal, Duration interval, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.interval = interval;
    this.nanoTime = nanoTime;
    this.due =
        nanoTime.getAsLong() + (interval.compareTo(GRACE) < 0 ? interval : GRACE).toNanos();
  }

  /** Of work that begins now. */
  static Progress of(Session session) {
    return new Progress(session.terminal(),
        session.settings().duration("pilot.progress.interval", Duration.ZERO), System::nanoTime);
  }

  /** Where people are told. */
  Terminal terminal() {
    return terminal;
  }

  /** Tells how far it is, if it is time to. */
  void tell(Supplier<String> sentence) {
    long now = nanoTime.getAsLong();
    if (now - due < 0) {
      return;
    }
    if (terminal.isInteractive()) {
      terminal.progress(sentence.get());
      due = now + REDRAW.toNanos();
    } else {
      terminal.say(sentence.get());
      due = now + interval.toNanos();
    }
  }

  /** Tells how many of all things are done, with a bar, if it is time to. */
  void tell(long done, long total, String things) {
    tell(() -> bar(done + " of " + total + " " + things, done, total));
  }

  /** A bar after the text where the end is known, else the text alone. */
  static String bar(String text, long done, long total) {
    if (total <= 0 || done <= 0) {
      return text;
    }
    int percent = (int) Math.min(100, 100 * done / total);
    int filled = BAR_WIDTH * percent / 100;
    return text + " [" + "#".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] " + percent
        + " %";
  }
}
