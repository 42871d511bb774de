// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import ist.spike.config.Settings;
import ist.spike.keyring.BootstrapWish;
import ist.spike.shard.ShareSet;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a run.
 *
 * @param wish what is asked for
 * @param ready how long to wait for Nexus and the Keepers before anything is generated
 * @param delivery how often and how long one Keeper is tried
 * @param proof how long Nexus may take to prove that it has the key
 */
record BootstrapSettings(BootstrapWish wish, Retry ready, Retry delivery, Retry proof) {

  /**
   * When to try again: waits double from {@code first} to {@code cap}, each varied by half.
   *
   * @param first the first wait
   * @param cap the longest wait
   * @param attempts how often at most
   * @param total how long altogether
   */
  record Retry(Duration first, Duration cap, int attempts, Duration total) {}

  /** SPIKE gives Keepers and Nexus no other bound than time. */
  private static final int ANY_NUMBER = Integer.MAX_VALUE;
  private static final int MAX_ATTEMPTS = 1_000;
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration READY_CAP = Duration.ofSeconds(5);
  private static final Duration PROOF_CAP = Duration.ofSeconds(60);
  /** What 0, SPIKE's "no limit", means here: long, but not for ever. */
  private static final Duration LONGEST = Duration.ofDays(1);

  static BootstrapSettings of(Settings settings) {
    Optional<String> mode = settings.find("nexus.backend.store").isEmpty()
        ? Optional.empty()
        : Optional.of(settings.oneOf("nexus.backend.store", "sqlite", "memory", "lite"));
    BootstrapWish wish = new BootstrapWish(mode,
        settings.findInteger("nexus.shamir.shares", ShareSet.MIN_THRESHOLD, ShareSet.MAX_SHARES),
        settings.findInteger("nexus.shamir.threshold", ShareSet.MIN_THRESHOLD,
            ShareSet.MAX_SHARES),
        settings.find("bootstrap.force").filter("true"::equals).isPresent());
    Duration first =
        settings.duration("bootstrap.keeper.retry.initial.interval", Duration.ofMillis(1));
    return new BootstrapSettings(wish,
        new Retry(FIRST_WAIT, READY_CAP, ANY_NUMBER, total(settings, "bootstrap.ready.timeout")),
        new Retry(first,
            settings.duration("bootstrap.keeper.retry.max.interval", Duration.ofMillis(1)),
            settings.integer("bootstrap.keeper.max.retries", 1, MAX_ATTEMPTS),
            total(settings, "bootstrap.keeper.timeout")),
        new Retry(FIRST_WAIT, PROOF_CAP, ANY_NUMBER,
            total(settings, "bootstrap.init.verification.timeout")));
  }

  private static Duration total(Settings settings, String name) {
    Duration value = settings.duration(name, Duration.ZERO);
    return value.isZero() ? LONGEST : value;
  }
}
