// SPDX-License-Identifier: Apache-2.0
package ist.spike.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import ist.spike.wire.AskNexusState;
import ist.spike.wire.ChangeVersions;
import ist.spike.wire.CipherText;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.GetSecret;
import ist.spike.wire.ListSecrets;
import ist.spike.wire.Plaintext;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.RestoreShare;
import ist.spike.wire.SpikeException;
import ist.spike.wire.VerifyProbe;
import java.util.function.Consumer;

/**
 * Every request that Nexus and the Keepers read: it is read, or it is a bad request, and nothing else
 * ever.
 */
final class MessageFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void request_anyBytes_isReadOrRefused(byte[] body) {
    tried(body, EmptyMessage::parse);
    tried(body, GetSecret::parse);
    tried(body, ChangeVersions::parse);
    tried(body, ListSecrets::parse);
    tried(body, PutPolicy::parse);
    tried(body, VerifyProbe::parse);
    tried(body, Plaintext::parse);
    tried(body, CipherText::parse);
    tried(body, AskNexusState::parse);
    tried(body, bytes -> RestoreShare.parse(bytes).close());
    tried(body, bytes -> ContributeShare.parse(bytes).close());
  }

  private static void tried(byte[] body, Consumer<byte[]> parser) {
    try {
      parser.accept(body.clone());
    } catch (SpikeException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }
  }
}
