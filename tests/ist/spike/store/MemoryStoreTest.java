// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static ist.spike.store.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The store in memory. */
final class MemoryStoreTest extends SecretStoreContract {

  private static final InstantSource CLOCK = InstantSource.system();

  @Override
  SecretStore open(Path directory, InstantSource clock) {
    return new MemoryStore(clock);
  }

  @Test
  void put_beyondTheLimit_isBusyUntilSomethingGoes() {
    try (MemoryStore small = new MemoryStore(CLOCK, 100)) {
      // Given
      result(small.update("a", put(90)));

      // When, Then
      assertThatThrownBy(() -> result(small.update("b", put(10))))
          .isInstanceOf(SpikeException.class).hasMessage("the memory store holds 91 bytes and takes"
              + " 100 at most; remove secrets or give more heap")
          .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.BUSY);
      assertThat(small.history("b")).isEmpty();
      result(small.update("a", SecretUpdate.destroy(List.of(), CLOCK)));
      assertThat(result(small.update("b", put(10)))).isEqualTo(1);
    }
  }

  private static SecretUpdate<Integer> put(int size) {
    return SecretUpdate.put(new byte[size], OptionalInt.empty(), 3, CLOCK);
  }
}
