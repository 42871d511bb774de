// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the audit records had come at some moment, as somebody outside of them knows it.
 *
 * @param source who knows it, for a sentence
 * @param time of that moment
 * @param row the newest row of the store
 * @param position how far the local files were durable; empty without files
 */
public record AuditMark(String source, Instant time, ChainHead row,
    Optional<Position> position) {

  /** Reads the {@code auditHead} of a backup; anything else is damage. */
  public static AuditMark parse(String source, Instant time, String text) {
    int blank = text.indexOf(' ');
    return blank < 0
        ? new AuditMark(source, time, ChainHead.parse(text), Optional.empty())
        : new AuditMark(source, time, ChainHead.parse(text.substring(0, blank)),
            Optional.of(Position.parse(text.substring(blank + 1))));
  }

  /**
   * How far the local files were durable.
   *
   * @param chain which files
   * @param line the newest durable line
   */
  public record Position(String chain, ChainHead line) {

    static Position parse(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw new SpikeException(ErrorCode.DAMAGED, "not a place in the audit files");
      }
      return new Position(text.substring(0, colon), ChainHead.parse(text.substring(colon + 1)));
    }
  }
}
