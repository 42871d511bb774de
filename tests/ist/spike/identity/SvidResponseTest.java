// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.spiffe.workloadapi.grpc.Workload.X509SVID;
import io.spiffe.workloadapi.grpc.Workload.X509SVIDResponse;
import ist.spike.fakes.TestAuthority;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SvidResponseTest {

  private static final String OURS = "spiffe://spike.ist/spike/pilot/role/superuser";

  private final TestAuthority authority = new TestAuthority();
  private final TestAuthority other = new TestAuthority();

  @Test
  void parse_severalSvidsAndBundles_firstIsOursAndEachDomainHasItsOwnAnchors() throws IOException {
    // Given
    byte[] message = X509SVIDResponse.newBuilder().addSvids(SvidResponses.svid(authority, OURS))
        .addSvids(SvidResponses.svid(other, "spiffe://second.example/x"))
        .addCrl(ByteString.copyFromUtf8("ignored"))
        .putFederatedBundles("spiffe://third.example",
            SvidResponses.der(authority.certificate())
                .concat(SvidResponses.der(other.certificate())))
        .build().toByteArray();

    // When
    WorkloadUpdate update = SvidResponse.parse(message, 7, Instant.EPOCH);

    // Then
    assertThat(update.svid().id()).hasToString(OURS);
    assertThat(update.svid().leaf().getIssuerX500Principal())
        .isEqualTo(authority.certificate().getSubjectX500Principal());
    assertThat(update.anchors().get("spike.ist")).containsExactly(authority.certificate());
    assertThat(update.anchors().get("second.example")).containsExactly(other.certificate());
    assertThat(update.anchors().get("third.example"))
        .isEqualTo(Set.of(authority.certificate(), other.certificate()));
    assertThat(update.generation()).isEqualTo(7);
  }

  @Test
  void parse_certificateOfAnotherId_isRefused() {
    // Given
    X509SVID svid = SvidResponses.svid(authority, OURS).toBuilder()
        .setSpiffeId("spiffe://spike.ist/spike/nexus").build();

    // Then
    assertThatThrownBy(() -> parse(SvidResponses.message(svid))).isInstanceOf(IOException.class)
        .hasMessage("an SVID whose certificate is not that of spiffe://spike.ist/spike/nexus");
  }

  @Test
  void parse_cutOffAnywhere_isRefused() {
    // Given
    byte[] whole = SvidResponses.message(SvidResponses.svid(authority, OURS));

    // Then
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> parse(cut)).as("%s bytes", length).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', a response without an SVID", "0a, a protobuf message that is cut off",
      "0a05, a protobuf field that is longer than its message",
      "0aff7f, a protobuf field that is longer than its message",
      "0affffffffffffffffff01, a protobuf field that is longer than its message",
      "ffffffffffffffffffff01, a protobuf number that does not end",
      "0b, a protobuf field of an unknown kind", "0d0000, a protobuf field that is longer than its "
          + "message",
      "0a020a00, a response that cannot be understood",
      "20012100000000000000002500000000, a response without an SVID"})
  void parse_noResponse_isRefused(String hex, String message) {
    assertThatThrownBy(() -> parse(HexFormat.of().parseHex(hex))).isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  private static WorkloadUpdate parse(byte[] message) throws IOException {
    return SvidResponse.parse(message, 1, Instant.EPOCH);
  }
}
