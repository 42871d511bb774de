// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param limit what the machine or another program does, measured in the same minutes; may be empty
 * @param aim what is wanted; empty when the row is only shown
 * @param met whether it is; empty when there is no aim
 * @param why what explains a row whose aim is not met
 */
record Row(String what, String figure, String limit, String ratio, String aim,
    Optional<Boolean> met, String why) {

  /** Aims at most at this many times the limit. */
  static Row atMost(String what, Figure figure, Limit limit, double aim) {
    double ratio = figure.over(limit.figure);
    return new Row(what, figure.toString(), limit.toString(), times(ratio),
        "<= " + times(aim), Optional.of(ratio <= aim), "");
  }

  /** Aims at least at this part of the limit. */
  static Row atLeast(String what, Figure figure, Limit limit, double aim) {
    double ratio = figure.over(limit.figure);
    return new Row(what, figure.toString(), limit.toString(), times(ratio),
        ">= " + times(aim), Optional.of(ratio >= aim), "");
  }

  /** Aims at a figure, whatever the machine can do. */
  static Row atMost(String what, Figure figure, Figure aim) {
    return new Row(what, figure.toString(), "", "", "<= " + aim,
        Optional.of(figure.value() <= aim.value()), "");
  }

  /** Aims at a figure, whatever the machine can do. */
  static Row atLeast(String what, Figure figure, Figure aim) {
    return new Row(what, figure.toString(), "", "", ">= " + aim,
        Optional.of(figure.value() >= aim.value()), "");
  }

  /** Aims at nothing. */
  static Row shown(String what, Figure figure) {
    return new Row(what, figure.toString(), "", "", "", Optional.empty(), "");
  }

  /** Aims at nothing, but there is something to compare with. */
  static Row shown(String what, Figure figure, Limit limit) {
    return new Row(what, figure.toString(), limit.toString(), times(figure.over(limit.figure)),
        "", Optional.empty(), "");
  }

  /** A row that could not be measured, which is not met. */
  static Row missing(String what, String why) {
    return new Row(what, "not measured", "", "", "", Optional.of(false), why);
  }

  Row because(String reason) {
    return new Row(what, figure, limit, ratio, aim, met, reason);
  }

  boolean isMissed() {
    return met.isPresent() && !met.get();
  }

  List<String> cells() {
    return List.of(what, figure, limit, ratio, aim, met.map(yes -> yes ? "yes" : "**no**")
        .orElse(""));
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }

  /** What a figure is compared with. */
  record Limit(String name, Figure figure) {

    @Override
    public String toString() {
      return figure + " (" + name + ")";
    }
  }
}
