// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;

/** A custodian who opens files with {@code gpg}. The header stands in the comments of the armour. */
final class OpenPgpCustodian implements Custodian {

  /** Keys with many signatures are large, but not that large. */
  private static final int MAX_KEY_FILE_BYTES = 1 << 20;
  private static final BcOpenPGPApi OPENPGP = new BcOpenPGPApi();

  private final OpenPGPCertificate certificate;

  private OpenPgpCustodian(OpenPGPCertificate certificate) {
    this.certificate = certificate;
  }

  /** Reads a file with one public key, armoured or not, of which a part may encrypt today. */
  static OpenPgpCustodian read(Path file) {
    OpenPGPCertificate certificate = only(file, certificates(file));
    if (certificate.isSecretKey()) {
      throw refused(file, "it is a secret key; give Nexus the public one: gpg --export");
    }
    if (certificate.getEncryptionKeys().isEmpty()) {
      throw refused(file, "no part of it may encrypt: it is revoked, expired or for signing only");
    }
    return new OpenPgpCustodian(certificate);
  }

  @Override
  public String name() {
    return certificate.getPrettyFingerprint();
  }

  @Override
  public String suffix() {
    return "asc";
  }

  @Override
  public byte[] seal(CustodyHeader header, byte[] share) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream sealing = OPENPGP.signAndOrEncryptMessage()
        .setArmorStreamFactory(target -> armour(header, target))
        .addEncryptionCertificate(certificate).setAllowPadding(false).open(file)) {
      sealing.write(share);
    } catch (PGPException e) {
      throw new SpikeException(ErrorCode.BAD_SETTING,
          "the OpenPGP key " + name() + " can no longer encrypt: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
    return file.toByteArray();
  }

  private static ArmoredOutputStream armour(CustodyHeader header, OutputStream target) {
    ArmoredOutputStream.Builder armour = ArmoredOutputStream.builder().clearHeaders()
        .addComment(CustodyHeader.TYPE);
    header.words().forEach(armour::addComment);
    return armour.build(target);
  }

  private static List<OpenPGPCertificate> certificates(Path file) {
    try {
      if (Files.size(file) > MAX_KEY_FILE_BYTES) {
        throw refused(file, "it has more than " + MAX_KEY_FILE_BYTES + " bytes");
      }
      return OPENPGP.readKeyOrCertificate().parseKeysOrCertificates(Files.readAllBytes(file));
    } catch (IOException e) {
      throw refused(file, e.toString());
    }
  }

  private static OpenPGPCertificate only(Path file, List<OpenPGPCertificate> certificates) {
    if (certificates.size() != 1) {
      throw refused(file, "it holds " + certificates.size() + " keys, not one");
    }
    return certificates.getFirst();
  }

  private static SpikeException refused(Path file, String why) {
    return new SpikeException(ErrorCode.BAD_SETTING,
        "'" + file + "' is neither an age recipient nor a file with an OpenPGP public key: " + why);
  }
}
