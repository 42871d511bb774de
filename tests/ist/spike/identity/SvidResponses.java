// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import com.google.protobuf.ByteString;
import io.spiffe.workloadapi.grpc.Workload.X509SVID;
import io.spiffe.workloadapi.grpc.Workload.X509SVIDResponse;
import ist.spike.fakes.TestAuthority;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** Answers of a Workload API, made with java-spiffe's own classes. */
final class SvidResponses {

  private SvidResponses() {}

  static X509SVID svid(TestAuthority authority, String id) {
    Svid svid = authority.issue(id, Duration.ofHours(1));
    return X509SVID.newBuilder().setSpiffeId(id).setX509Svid(der(svid.leaf()))
        .setX509SvidKey(ByteString.copyFrom(svid.key().getEncoded()))
        .setBundle(der(authority.certificate())).setHint("internal").build();
  }

  static byte[] message(X509SVID... svids) {
    X509SVIDResponse.Builder response = X509SVIDResponse.newBuilder();
    for (X509SVID svid : svids) {
      response.addSvids(svid);
    }
    return response.build().toByteArray();
  }

  static ByteString der(X509Certificate certificate) {
    try {
      return ByteString.copyFrom(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError("a certificate made here has an encoding", e);
    }
  }
}
