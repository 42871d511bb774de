// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.spiffeid.SpiffeId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is counted of requests, and for how long. */
final class InFlightTest {

  private static final Duration ANY = Duration.ofSeconds(1);
  private static final SpiffeId ONE = SpiffeId.parse("spiffe://spike.ist/one");
  private static final SpiffeId OTHER = SpiffeId.parse("spiffe://spike.ist/other");

  private final InFlight requests = new InFlight(new HttpsLimits(new HttpsLimits.Bodies(10, 40),
      100, 3, 2, ANY, ANY, ANY, new HttpsLimits.Handshakes(1, ANY)));

  @Test
  void place_clientGoneWhileItIsWorkedOn_isStillTaken() {
    // Given
    InFlight.Place place = requests.enter(ONE);
    place.takes(20);
    place.share();

    // When the client is gone
    place.leave();

    // Then
    assertThat(requests.isNone()).isFalse();
    assertThat(requests.enter(ONE).takes(1)).isFalse();

    // When the work is done, too
    place.leave();

    // Then
    assertThat(requests.enter(ONE).takes(20)).isTrue();
  }

  @Test
  void takes_moreThanAnIdentityMayHave_isRefusedToThatOneAlone() {
    InFlight.Place first = requests.enter(ONE);
    InFlight.Place second = requests.enter(ONE);

    assertThat(first.takes(15)).isTrue();
    assertThat(second.takes(6)).isFalse();
    assertThat(second.isWithinOwn()).isFalse();
    assertThat(requests.enter(OTHER).takes(20)).isTrue();
  }

  @Test
  void takes_moreThanThereIs_isRefused() {
    InFlight.Place first = requests.enter(ONE);
    assertThat(first.takes(35)).isTrue();
    assertThat(requests.enter(OTHER).takes(6)).isFalse();

    first.drop();

    assertThat(requests.enter(OTHER).takes(6)).isTrue();
  }

  @Test
  void enter_moreThanAllowed_isCountedAndToldSo() {
    assertThat(requests.enter(ONE).isWithinOwn()).isTrue();
    assertThat(requests.enter(ONE).isWithinOwn()).isTrue();
    InFlight.Place third = requests.enter(ONE);
    assertThat(third.isWithinOwn()).isFalse();
    assertThat(third.isWithinAll()).isTrue();
    assertThat(requests.enter(OTHER).isWithinAll()).isFalse();
  }
}
