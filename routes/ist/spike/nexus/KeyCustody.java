// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Settings;
import ist.spike.crypto.KeyId;
import ist.spike.keyring.BootstrapLease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What keeps the root key and the Keepers together: recovery, heartbeats, and what is known of both. */
final class KeyCustody {

  private static final int MAX_ATTEMPTS = 1_000_000;

  private final KeyHolder keys;
  private final KeeperHealth health;
  private final KeyRecovery recovery;
  private final Backoff backoff;
  private final Heartbeat heartbeat;
  private final GivenUp givenUp;
  private final BootstrapLease lease = new BootstrapLease(System::nanoTime);

  /**
   * @param search how to find the key again where no store remembers its share set; else empty
   */
  KeyCustody(Settings settings, Nexus.Parts<?> parts, KeyHolder keys,
      Optional<KeyRecovery.Search> search) {
    this.keys = keys;
    this.health = new KeeperHealth(parts.keepers().addresses(), InstantSource.system());
    WatchedKeepers watched = new WatchedKeepers(parts.keepers(), health, System::nanoTime);
    this.recovery = new KeyRecovery(parts.store(), keys, watched,
        new KeyRecovery.Terms(parts.sharing(), replacedKey(settings), search));
    this.backoff = new Backoff(
        settings.duration("nexus.recovery.interval", Duration.ofMillis(10)),
        settings.duration("nexus.recovery.max.interval", Duration.ofMillis(10)),
        System::nanoTime);
    this.heartbeat = new Heartbeat(watched, keys, new Heartbeat.Pace(
        settings.duration("nexus.keeper.beat.interval", Duration.ofMillis(10)),
        settings.duration("nexus.keeper.update.interval", Duration.ofMillis(100)),
        System::nanoTime), backoff::reset);
    this.givenUp = new GivenUp(health, recovery,
        settings.integer("nexus.dead.letter.attempts", 1, MAX_ATTEMPTS));
  }

  /** The key whose store was moved aside, so that live shares of it may be written over. */
  static Optional<KeyId> replacedKey(Settings settings) {
    return keyId(settings, "bootstrap.replace-key-id");
  }

  /** The key id that a setting names, if it names one. */
  static Optional<KeyId> keyId(Settings settings, String name) {
    return settings.find(name).map(text -> {
      try {
        return KeyId.parse(text);
      } catch (IllegalArgumentException e) {
        throw settings.invalid(name, "it must be a key id, 32 lower-case hexadecimal digits");
      }
    });
  }

  KeyHolder keys() {
    return keys;
  }

  /** What is known of each Keeper. */
  KeeperHealth health() {
    return health;
  }

  KeyRecovery recovery() {
    return recovery;
  }

  BootstrapLease lease() {
    return lease;
  }

  /** The flows that run by themselves. */
  KeeperRoutes routes() {
    // Virtual threads end with their work; nobody has to close this.
    ExecutorService beats = Executors.newVirtualThreadPerTaskExecutor();
    return new KeeperRoutes(new Flows(recovery, backoff, heartbeat, givenUp), beats);
  }

  /** What the flows that run by themselves are made of. */
  record Flows(KeyRecovery recovery, Backoff backoff, Heartbeat heartbeat, GivenUp givenUp) {}

  /** How the flows that run by themselves are run once more, by the names of their routes. */
  Map<String, DeadLetterCalls.Retry> retries() {
    return Map.of(GivenUp.RECOVERY,
        new DeadLetterCalls.Retry(GivenUp.RECOVERY, Optional::of, _ -> recovery.sealReason()),
        GivenUp.BEAT,
        new DeadLetterCalls.Retry(GivenUp.BEAT,
            address -> keeper(address).map(KeeperHealth.Health::position),
            address -> keeper(address).map(KeyCustody::trouble).orElse("it is no keeper of ours")));
  }

  private Optional<KeeperHealth.Health> keeper(String address) {
    return health.all().stream().filter(each -> each.address().toString().equals(address))
        .findFirst();
  }

  private static String trouble(KeeperHealth.Health keeper) {
    return keeper.accusation().isEmpty() ? keeper.trouble() : "it " + keeper.accusation();
  }
}
