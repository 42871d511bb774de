// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.config.Settings;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.util.URISupport;

/** Every sink of the audit records; each is served by itself, so a slow one holds nobody up. */
final class AuditSinks {

  /** The flow that gives up when a sink takes nothing. */
  static final String FLOW = "feed-audit-sink";

  private static final int PLACE_DIGITS = 16;
  private static final int MAX_SINKS = 16;

  private final List<AuditSink> sinks;

  AuditSinks(List<AuditSink> sinks) {
    this.sinks = List.copyOf(sinks);
  }

  /**
   * Those of the settings.
   *
   * @param directory of the audit files; empty without a store, and then there can be no sinks
   */
  static AuditSinks of(Settings settings, Optional<Path> directory) {
    List<String> uris = settings.list("audit.sinks");
    if (uris.size() > MAX_SINKS || (directory.isEmpty() && !uris.isEmpty())) {
      throw settings.invalid("audit.sinks", "at most " + MAX_SINKS
          + " endpoint URIs, and none without a store");
    }
    List<AuditSink> sinks = new ArrayList<>();
    uris.forEach(uri -> sinks.add(sink(uri, directory.orElseThrow(), System::nanoTime)));
    return new AuditSinks(sinks);
  }

  /** A sink that goes on where it was, as long as its URI stays the same. */
  static AuditSink sink(String uri, Path directory, LongSupplier nanoTime) {
    // SECURITY: what follows the question mark, and a password before it, stay out of logs.
    String name = URISupport.sanitizeUri(uri).replaceFirst("[?].*", "");
    return new AuditSink(name, uri,
        new AuditSink.Reading(directory, directory.resolve("sink-" + hash(uri))), nanoTime);
  }

  boolean isEmpty() {
    return sinks.isEmpty();
  }

  /** What is to be delivered now. */
  List<AuditSink.Delivery> due(Message ignored) {
    return sinks.stream().flatMap(sink -> sink.begin().stream()).toList();
  }

  /** The endpoint of a delivery. */
  static String uri(Exchange exchange) {
    return delivery(exchange).sink().uri();
  }

  /** What is sent: whole lines. */
  static String lines(Exchange exchange) {
    return delivery(exchange).batch().lines();
  }

  /** After the endpoint took the lines. */
  static void sent(Exchange exchange) {
    AuditSink.Delivery delivery = delivery(exchange);
    delivery.sink().sent(delivery.batch().after());
  }

  /** How a delivery that was given up is made again. */
  DeadLetterCalls.Retry retry() {
    return new DeadLetterCalls.Retry(FLOW,
        name -> sink(name).flatMap(AuditSink::beginNow).map(Object.class::cast),
        name -> sink(name).map(AuditSink::trouble).orElse("it is no sink of ours"));
  }

  private Optional<AuditSink> sink(String name) {
    return sinks.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private static AuditSink.Delivery delivery(Exchange exchange) {
    return exchange.getProperty(AuditSinkRoutes.DELIVERY, AuditSink.Delivery.class);
  }

  private static String hash(String uri) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(
          uri.getBytes(UTF_8))).substring(0, PLACE_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
