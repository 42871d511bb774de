// SPDX-License-Identifier: Apache-2.0
package ist.spike.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.PutSecret;
import ist.spike.wire.SpikeException;

/** What was read and written again is read as the same. */
final class PutSecretFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void putSecret_thatWasRead_isReadTheSameAgain(byte[] body) {
    try {
      PutSecret read = PutSecret.parse(body.clone());
      PutSecret again = PutSecret.parse(read.toJson());
      assertThat(again.path()).isEqualTo(read.path());
      assertThat(again.values()).isEqualTo(read.values());
    } catch (SpikeException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }
  }
}
