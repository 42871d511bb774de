// SPDX-License-Identifier: Apache-2.0
package ist.spike.keeper;

import ist.spike.identity.SvidSource;
import ist.spike.keyring.KeeperSlots;
import ist.spike.kit.HttpsEngine;
import ist.spike.kit.Vitals;
import ist.spike.metrics.MetricsText;
import ist.spike.metrics.RequestMeter;
import ist.spike.wire.KeeperState;

/**
 * What a Keeper tells on its management port: which slots are filled, and nothing of what is in them.
 *
 * @param engine serves it; until then it is not ready
 */
record KeeperVitals(SvidSource identity, KeeperSlots slots, RequestMeter meter,
    HttpsEngine engine) implements Vitals {

  @Override
  public String whyNotReady() {
    return engine.isListening() ? "" : "not listening yet";
  }

  @Override
  public void writeTo(MetricsText text) {
    KeeperState state = slots.state();
    text.gauge("spike_slots_held", "1 for each slot that holds a share.")
        .sample(state.hasLive(), "slot", "live").sample(state.hasPending(), "slot", "pending");
    Vitals.writeIdentity(text, identity);
    meter.writeTo(text);
  }
}
