// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import ist.spike.crypto.RootKey;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes a bundle in one pass and constant memory: tar, zstd, age, and the hash of the result. Reading
 * and hashing the members, shrinking and encrypting, and hashing and writing the result each go on in
 * a thread of their own.
 */
public final class BundleWriter {

  static final String MANIFEST = "manifest.json";
  static final String SIGNATURE = "manifest.sig";

  /** Values are ciphertext and do not shrink; level 1 takes what indexes and paths give. */
  private static final int ZSTD_LEVEL = 1;
  private static final int OWNER_ONLY = 0600;

  private final Manifest manifest;
  private final LongConsumer progress;

  /**
   * @param progress is told how many bytes of the members were written so far
   */
  public BundleWriter(Manifest manifest, LongConsumer progress) {
    this.manifest = manifest;
    this.progress = progress;
  }

  /** Whom a bundle is encrypted to besides the store itself, and with which key it is signed. */
  public record Keys(RootKey rootKey, List<AgeRecipient> operators) {}

  /**
   * Writes the bundle into a new file that is on disk when this returns.
   *
   * @param sources where each member of the manifest lies
   * @param target must not exist; what was written of it stays when this fails
   * @throws SpikeException {@code CONFLICT} when a source is not what the manifest says
   */
  public SealedFile write(Path target, Map<String, Path> sources, Keys keys) throws IOException {
    MessageDigest digest = Hashes.sha256();
    Files.createFile(target,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileOutputStream file = new FileOutputStream(target.toFile())) {
      OutputStream hashed = new DigestOutputStream(file, digest);
      try (Signer signer = Signer.of(keys.rootKey());
          // Closing ends the age stream but must leave the file open for the flush.
          OutputStream written = Relay.to(new Unclosed(hashed), "bundle-output");
          OutputStream sealed = Age.encrypt(written, recipients(keys),
              List.of(new BundleHeader(manifest.storeId(), manifest.shareSet()).toStanza()));
          OutputStream compressed = new ZstdOutputStreamNoFinalizer(sealed, ZSTD_LEVEL)
              .setChecksum(true);
          OutputStream packed = Relay.to(compressed, "bundle-packer");
          TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
        // A store above 8 GiB needs a POSIX extended header; every tar of this century reads it.
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        writeMembers(tar, signer, sources);
      }
      file.getFD().sync();
    }
    return new SealedFile(target, Files.size(target), Hashes.hex(digest));
  }

  private static List<AgeRecipient> recipients(Keys keys) {
    List<AgeRecipient> recipients = new ArrayList<>();
    try (AgeIdentity own = AgeIdentity.ofBackups(keys.rootKey())) {
      recipients.add(own.recipient());
    }
    recipients.addAll(keys.operators());
    return recipients;
  }

  private void writeMembers(TarArchiveOutputStream tar, Signer signer, Map<String, Path> sources)
      throws IOException {
    byte[] json = ManifestJson.write(manifest);
    writeSmall(tar, MANIFEST, json);
    writeSmall(tar, SIGNATURE, signer.sign(json));
    long before = 0;
    for (BundleMember member : manifest.files()) {
      Path source = sources.get(member.name());
      if (source == null) {
        throw new IllegalArgumentException("no source for " + member.name());
      }
      copy(tar, member, source, before);
      before += member.sizeBytes();
    }
    tar.finish();
  }

  private void writeSmall(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    tar.putArchiveEntry(entry(name, content.length));
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private void copy(TarArchiveOutputStream tar, BundleMember member, Path source, long before)
      throws IOException {
    MessageDigest digest = Hashes.sha256();
    byte[] piece = new byte[Hashes.PIECE_BYTES];
    long written = 0;
    tar.putArchiveEntry(entry(member.name(), member.sizeBytes()));
    try (InputStream in = Files.newInputStream(source)) {
      for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
        if (size > member.sizeBytes() - written) {
          throw changed(member);
        }
        tar.write(piece, 0, size);
        digest.update(piece, 0, size);
        written += size;
        progress.accept(before + written);
      }
    }
    if (written != member.sizeBytes() || !Hashes.hex(digest).equals(member.sha256())) {
      throw changed(member);
    }
    tar.closeArchiveEntry();
  }

  private TarArchiveEntry entry(String name, long sizeBytes) {
    Instant time = manifest.time();
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(sizeBytes);
    entry.setMode(OWNER_ONLY);
    entry.setModTime(Date.from(time));
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }

  private static SpikeException changed(BundleMember member) {
    return new SpikeException(ErrorCode.CONFLICT,
        member.name() + " changed while it was backed up; try again");
  }
}
