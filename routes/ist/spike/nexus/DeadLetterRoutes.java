// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.kit.ErrorRoutes;
import ist.spike.store.DeadLetterDraft;
import ist.spike.store.DeadLetters;
import ist.spike.wire.SpikeException;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What failed for good becomes a line in the log and a record in the store; never with a secret in it. */
final class DeadLetterRoutes extends RouteBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRoutes.class);

  private final DeadLetters letters;

  DeadLetterRoutes(DeadLetters letters) {
    this.letters = letters;
  }

  @Override
  public void configure() {
    from(ErrorRoutes.PARK).routeId("park-dead-letter")
        .routeDescription("Writes down what failed for good, in the log and in the store")
        .routeConfigurationId(ErrorRoutes.FAIL_TO_CALLER)
        .process().body(DeadLetterDraft.class, this::park).id("write-dead-letter");
  }

  private void park(DeadLetterDraft letter) {
    LOG.error("given up: flow={} subject={} attempts={} error={}", letter.flow(), letter.subject(),
        letter.attempts(), letter.error());
    try {
      Waiting.forResult(letters.park(letter));
    } catch (SpikeException e) {
      // A full disk is what fails most often, and then the line above is all that is left.
      LOG.error("a dead letter could not be stored: flow={} error={}", letter.flow(),
          e.sentence());
    }
  }
}
