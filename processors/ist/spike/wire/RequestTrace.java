// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.time.Duration;
import java.time.Instant;

/**
 * What is learned about one request on its way and belongs into the record of it. Made where the
 * request comes in, filled in by whoever knows more.
 */
public final class RequestTrace {

  private static final long NANOS_PER_MICRO = Duration.ofMillis(1).toNanos() / 1_000;

  private final String id;
  private final Instant begun = Instant.now();
  private final long begunNanos = System.nanoTime();
  private volatile String subject = "";
  private volatile boolean recorded;

  /**
   * Begins now.
   *
   * @param id names the request; empty for work that nobody asked for over the wire
   */
  public RequestTrace(String id) {
    this.id = id;
  }

  /** The name of the request. */
  public String id() {
    return id;
  }

  /** When it came in. */
  public Instant begun() {
    return begun;
  }

  /** Microseconds since it came in. */
  public long micros() {
    return (System.nanoTime() - begunNanos) / NANOS_PER_MICRO;
  }

  /** What the request is about, such as a path or the name of a policy; empty while unknown. */
  public String subject() {
    return subject;
  }

  /** Tells what the request is about; never a value. */
  public void about(String learned) {
    subject = learned;
  }

  /** Whether the record of this request is durable already, with the change that it made. */
  public boolean isRecorded() {
    return recorded;
  }

  /** To be called when the record was committed together with the change. */
  public void recorded() {
    recorded = true;
  }
}
