// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.identity.Svid;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scratch installation is told over its standard input, which it goes on reading: when that
 * ends, so does it. The keys in it are those of identities that nobody outside the drill trusts.
 *
 * @param settings of its Nexus and its Keepers, by the names of the environment
 * @param keepers how many it starts
 * @param life after so long it ends by itself
 * @param nexus identity of its Nexus
 * @param keeper identity of its Keepers
 * @param anchors the authority of each trust domain
 */
public record ScratchOrder(Map<String, String> settings, int keepers, Duration life, Svid nexus,
    Svid keeper, Map<String, X509Certificate> anchors) {

  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_BYTES = 64 * 1024;

  /** Takes copies. */
  public ScratchOrder {
    settings = Map.copyOf(settings);
    anchors = Map.copyOf(anchors);
  }

  /** Writes the order; the stream stays open. */
  public void writeTo(OutputStream target) throws IOException {
    DataOutputStream out = new DataOutputStream(target);
    out.writeInt(settings.size());
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      out.writeUTF(setting.getKey());
      out.writeUTF(setting.getValue());
    }
    out.writeInt(keepers);
    out.writeLong(life.toMillis());
    try {
      write(out, nexus);
      write(out, keeper);
      out.writeInt(anchors.size());
      for (Map.Entry<String, X509Certificate> anchor : anchors.entrySet()) {
        out.writeUTF(anchor.getKey());
        write(out, anchor.getValue().getEncoded());
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a certificate of our own can be encoded", e);
    }
    out.flush();
  }

  /** Reads what {@link #writeTo} wrote; anything else is an {@link IOException}. */
  public static ScratchOrder readFrom(InputStream source) throws IOException {
    DataInputStream in = new DataInputStream(source);
    Map<String, String> settings = new LinkedHashMap<>();
    for (int left = bounded(in.readInt(), MAX_ENTRIES); left > 0; left--) {
      settings.put(in.readUTF(), in.readUTF());
    }
    int keepers = bounded(in.readInt(), MAX_ENTRIES);
    Duration life = Duration.ofMillis(in.readLong());
    try {
      Svid nexus = svid(in);
      Svid keeper = svid(in);
      Map<String, X509Certificate> anchors = new LinkedHashMap<>();
      for (int left = bounded(in.readInt(), MAX_ENTRIES); left > 0; left--) {
        anchors.put(in.readUTF(), certificate(in));
      }
      return new ScratchOrder(settings, keepers, life, nexus, keeper, anchors);
    } catch (GeneralSecurityException e) {
      throw new IOException("the order has a key or a certificate that is none", e);
    }
  }

  private static void write(DataOutputStream out, Svid svid)
      throws IOException, GeneralSecurityException {
    out.writeUTF(svid.id().toString());
    write(out, svid.leaf().getEncoded());
    byte[] key = svid.key().getEncoded();
    try {
      write(out, key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Svid svid(DataInputStream in) throws IOException, GeneralSecurityException {
    SpiffeId id = SpiffeId.parse(in.readUTF());
    X509Certificate leaf = certificate(in);
    byte[] encoded = bytes(in);
    try {
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new Svid(id, List.of(leaf), key);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static X509Certificate certificate(DataInputStream in)
      throws IOException, GeneralSecurityException {
    return (X509Certificate) CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(bytes(in)));
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[bounded(in.readInt(), MAX_BYTES)];
    in.readFully(bytes);
    return bytes;
  }

  private static int bounded(int number, int most) throws IOException {
    if (number < 0 || number > most) {
      throw new IOException("the order has " + number + " of something, at most " + most
          + " are allowed");
    }
    return number;
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "ScratchOrder[" + nexus + ", " + keepers + " keepers]";
  }
}
