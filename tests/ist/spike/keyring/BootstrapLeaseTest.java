// SPDX-License-Identifier: Apache-2.0
package ist.spike.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.AskNexusState.LeaseAction;
import ist.spike.wire.AskNexusState.LeaseRequest;
import ist.spike.wire.NexusState.Lease;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BootstrapLeaseTest {

  private long seconds;
  private final BootstrapLease lease =
      new BootstrapLease(() -> TimeUnit.SECONDS.toNanos(seconds) + Long.MAX_VALUE - 5);

  @Test
  void acquire_free_isGrantedForItsTerm() {
    assertThat(ask("a", LeaseAction.ACQUIRE)).isEqualTo(new Lease(true, "a", 60));
  }

  @Test
  void acquire_heldByAnother_isRefusedUntilTheTermEnds() {
    // Given
    ask("a", LeaseAction.ACQUIRE);
    seconds = 59;

    // When / Then
    assertThat(ask("b", LeaseAction.ACQUIRE)).isEqualTo(new Lease(false, "a", 1));
    assertThat(ask("b", LeaseAction.RENEW).granted()).isFalse();
    seconds = 60;
    assertThat(ask("b", LeaseAction.ACQUIRE)).isEqualTo(new Lease(true, "b", 60));
    assertThat(ask("a", LeaseAction.RENEW).granted()).as("the first one lost it").isFalse();
  }

  @Test
  void renew_own_beginsTheTermAnew() {
    // Given
    ask("a", LeaseAction.ACQUIRE);
    seconds = 59;

    // When
    ask("a", LeaseAction.RENEW);

    // Then
    seconds = 100;
    assertThat(ask("b", LeaseAction.ACQUIRE)).isEqualTo(new Lease(false, "a", 19));
  }

  @Test
  void release_ofAnother_changesNothing() {
    // Given
    ask("a", LeaseAction.ACQUIRE);

    // When / Then
    assertThat(ask("b", LeaseAction.RELEASE)).isEqualTo(new Lease(false, "a", 60));
    assertThat(ask("a", LeaseAction.RELEASE)).isEqualTo(new Lease(true, "", 0));
    assertThat(ask("b", LeaseAction.ACQUIRE).granted()).isTrue();
  }

  private Lease ask(String owner, LeaseAction action) {
    return lease.answer(new LeaseRequest(owner, action));
  }
}
