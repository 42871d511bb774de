// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.spiffeid.TrustDomain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Understands an X509SVIDResponse (SPIFFE Workload API, section 5.2.1): the first SVID it names is
 * ours, and it brings the trust anchors of each SVID's trust domain and of federated ones.
 */
final class SvidResponse {

  private static final int SVIDS = 1;
  private static final int FEDERATED_BUNDLES = 3;
  private static final int SVID_ID = 1;
  private static final int SVID_CHAIN = 2;
  private static final int SVID_KEY = 3;
  private static final int SVID_BUNDLE = 4;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private final CertificateFactory certificates;
  private final Map<String, Set<X509Certificate>> anchors = new HashMap<>();
  private Optional<Svid> own = Optional.empty();

  private SvidResponse(CertificateFactory certificates) {
    this.certificates = certificates;
  }

  /**
   * What {@code message} says.
   *
   * @throws IOException when it is no such response, or anything in it cannot be read
   */
  static WorkloadUpdate parse(byte[] message, long generation, Instant received)
      throws IOException {
    try {
      SvidResponse response = new SvidResponse(CertificateFactory.getInstance("X.509"));
      response.read(message);
      Svid svid = response.own.orElseThrow(() -> new IOException("a response without an SVID"));
      return new WorkloadUpdate(svid, Map.copyOf(response.anchors), generation, received);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException("a response that cannot be understood", e);
    }
  }

  private void read(byte[] message) throws IOException, GeneralSecurityException {
    ProtoReader fields = new ProtoReader(ByteBuffer.wrap(message));
    while (fields.hasNext()) {
      ProtoReader.Field field = fields.next();
      if (field.number() == SVIDS) {
        readSvid(members(field.bytes(), SVID_BUNDLE));
      } else if (field.number() == FEDERATED_BUNDLES) {
        byte[][] entry = members(field.bytes(), ENTRY_VALUE);
        trust(TrustDomain.parse(text(entry[ENTRY_KEY])), entry[ENTRY_VALUE]);
      }
    }
  }

  private void readSvid(byte[][] members) throws IOException, GeneralSecurityException {
    SpiffeId id = SpiffeId.parse(text(members[SVID_ID]));
    trust(id.getTrustDomain(), members[SVID_BUNDLE]);
    if (own.isPresent()) {
      return;
    }
    List<X509Certificate> chain = certificates(members[SVID_CHAIN]);
    if (chain.isEmpty() || !SvidVerifier.idOf(chain.getFirst()).equals(id)) {
      throw new IOException("an SVID whose certificate is not that of " + id);
    }
    own = Optional.of(new Svid(id, chain, key(chain.getFirst(), members[SVID_KEY])));
  }

  private void trust(TrustDomain domain, byte[] bundle) throws CertificateException {
    anchors.put(domain.getName(), Set.copyOf(certificates(bundle)));
  }

  private List<X509Certificate> certificates(byte[] der) throws CertificateException {
    List<X509Certificate> found = new ArrayList<>();
    ByteArrayInputStream in = new ByteArrayInputStream(der);
    while (in.available() > 0) {
      found.add((X509Certificate) certificates.generateCertificate(in));
    }
    return found;
  }

  private static PrivateKey key(X509Certificate leaf, byte[] pkcs8)
      throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance(leaf.getPublicKey().getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  /** Copies of the members of a message, each at the index of its number. */
  private static byte[][] members(ByteBuffer message, int greatest) throws IOException {
    byte[][] members = new byte[greatest + 1][0];
    ProtoReader fields = new ProtoReader(message);
    while (fields.hasNext()) {
      ProtoReader.Field field = fields.next();
      if (field.number() > 0 && field.number() <= greatest) {
        byte[] value = new byte[field.bytes().remaining()];
        field.bytes().get(value);
        members[(int) field.number()] = value;
      }
    }
    return members;
  }

  private static String text(byte[] value) {
    return new String(value, UTF_8);
  }
}
