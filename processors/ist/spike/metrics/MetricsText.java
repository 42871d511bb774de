// SPDX-License-Identifier: Apache-2.0
package ist.spike.metrics;

/**
 * Writes metrics in Prometheus's text format, version 0.0.4: a family with its help and its type,
 * then its samples. A family without a sample says that its value is not known now.
 */
public final class MetricsText {

  /** What the text is, as an HTTP header says it. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();
  private String family = "";

  /** Begins a family of values that go up and down. */
  public MetricsText gauge(String name, String help) {
    return begin(name, "gauge", help);
  }

  /** Begins a family of values that only grow while the program runs. */
  public MetricsText counter(String name, String help) {
    return begin(name, "counter", help);
  }

  /** Begins a family of counts by size; {@link #part} writes them. */
  public MetricsText histogram(String name, String help) {
    return begin(name, "histogram", help);
  }

  /**
   * Writes a sample of the family.
   *
   * @param labels names and values in turn
   */
  public MetricsText sample(double value, String... labels) {
    return line("", Double.toString(value), labels);
  }

  /** The same of a whole number. */
  public MetricsText sample(long value, String... labels) {
    return line("", Long.toString(value), labels);
  }

  /** Writes 1 for yes and 0 for no. */
  public MetricsText sample(boolean value, String... labels) {
    return sample(value ? 1L : 0L, labels);
  }

  /** Writes a part of a histogram: {@code _bucket}, {@code _sum} or {@code _count}. */
  public MetricsText part(String suffix, double value, String... labels) {
    return line(suffix, Double.toString(value), labels);
  }

  /** The same of a whole number. */
  public MetricsText part(String suffix, long value, String... labels) {
    return line(suffix, Long.toString(value), labels);
  }

  private MetricsText line(String suffix, String value, String... labels) {
    text.append(family).append(suffix);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"")
          .append(escaped(labels[i + 1])).append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    return this;
  }

  /** All that was written. */
  @Override
  public String toString() {
    return text.toString();
  }

  private MetricsText begin(String name, String type, String help) {
    family = name;
    text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name)
        .append(' ').append(type).append('\n');
    return this;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
