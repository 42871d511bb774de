// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Opens a bundle in one pass and constant memory. The manifest's signature is checked before anything
 * else is given out; each member is given out as it comes and checked against the manifest at its end.
 * What was given out counts only when {@link #read} has returned.
 */
public final class BundleReader {

  /** Far above the largest history and the longest list of files. */
  static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

  private static final int MAX_PADDING_BYTES = 65_536;
  /** What a tar has around a member: its header, an extended one, and what fills its last block. */
  private static final int MAX_FRAME_BYTES = 8_192;

  private final CountedInput source;
  private final BackupOpener opener;

  /**
   * @param source from the first byte of the file; the caller closes it
   * @param opener borrowed for as long as this reads
   */
  public BundleReader(InputStream source, BackupOpener opener) {
    this.source = new CountedInput(source);
    this.opener = opener;
  }

  /** Takes the members of a bundle in their order. */
  @FunctionalInterface
  public interface Sink {

    /** Where this member goes; closed when it is complete, or when reading fails. */
    OutputStream open(Manifest manifest, BundleMember member) throws IOException;
  }

  /**
   * Reads everything.
   *
   * @throws SpikeException {@code DAMAGED} for a file that was altered, cut or extended, {@code
   *     BAD_REQUEST} when it is of another root key
   * @throws IOException when source or sink fail, or a part of the file is not authentic
   */
  public OpenedBundle read(Sink sink) throws IOException {
    try (InputStream opened = opener.decrypt(source);
        InputStream unpacked = new ZstdInputStreamNoFinalizer(
            new BufferedInputStream(opened, Hashes.PIECE_BYTES));
        BoundedInput bounded = new BoundedInput(unpacked, MAX_MANIFEST_BYTES + 2 * MAX_FRAME_BYTES);
        TarArchiveInputStream tar = new TarArchiveInputStream(bounded)) {
      Manifest manifest = readManifest(tar);
      for (BundleMember member : manifest.files()) {
        bounded.allow(MAX_FRAME_BYTES);
        bounded.allow(member.sizeBytes());
        copy(tar, member, sink.open(manifest, member));
      }
      bounded.allow(MAX_PADDING_BYTES);
      requireEnd(tar, unpacked, opened);
      return new OpenedBundle(manifest, source.size(), source.sha256());
    }
  }

  /**
   * Reads what is left, for the hash of the whole file when {@link #read} has failed.
   *
   * @param mostBytes that the file can have; of a longer one not all is read
   */
  public String hashOfAll(long mostBytes) throws IOException {
    source.skipToEnd(mostBytes);
    return source.sha256();
  }

  /** How many bytes of the file were read. */
  public long sizeBytes() {
    return source.size();
  }

  private Manifest readManifest(TarArchiveInputStream tar) throws IOException {
    byte[] json = small(tar, BundleWriter.MANIFEST, MAX_MANIFEST_BYTES);
    byte[] signature = small(tar, BundleWriter.SIGNATURE, Signer.SIGNATURE_BYTES);
    // SECURITY: anybody can encrypt to a public key; only the signature says who wrote this.
    if (!opener.accepts(json, signature)) {
      throw damaged("the manifest is not signed by this store");
    }
    Manifest manifest = ManifestJson.parse(json);
    if (!opener.mayBeOf(manifest.shareSet().keyId())) {
      throw damaged("the manifest names root key " + manifest.shareSet().keyId()
          + ", not the one that signed it");
    }
    return manifest;
  }

  private static byte[] small(TarArchiveInputStream tar, String name, int maxBytes)
      throws IOException {
    TarArchiveEntry entry = next(tar, name);
    if (entry.getSize() > maxBytes) {
      throw damaged(name + " has " + entry.getSize() + " bytes, more than " + maxBytes);
    }
    return tar.readNBytes((int) entry.getSize());
  }

  private static TarArchiveEntry next(TarArchiveInputStream tar, String name) throws IOException {
    TarArchiveEntry entry = tar.getNextEntry();
    if (entry == null || !entry.getName().equals(name) || !entry.isFile() || entry.isSparse()) {
      throw damaged("its next member is " + (entry == null ? "missing" : entry.getName())
          + ", not " + name);
    }
    return entry;
  }

  private static void copy(TarArchiveInputStream tar, BundleMember member, OutputStream sink)
      throws IOException {
    try (OutputStream target = sink) {
      if (next(tar, member.name()).getSize() != member.sizeBytes()) {
        throw damaged(member.name() + " has another size than the manifest says");
      }
      MessageDigest digest = Hashes.sha256();
      byte[] piece = new byte[Hashes.PIECE_BYTES];
      for (int size = tar.read(piece); size >= 0; size = tar.read(piece)) {
        digest.update(piece, 0, size);
        target.write(piece, 0, size);
      }
      if (!Hashes.hex(digest).equals(member.sha256())) {
        throw damaged(member.name() + " has another hash than the manifest says");
      }
    }
  }

  /** To the marked last chunk: only there is it certain that nothing is missing. */
  private void requireEnd(TarArchiveInputStream tar, InputStream unpacked, InputStream opened)
      throws IOException {
    if (tar.getNextEntry() != null) {
      throw damaged("it has more members than the manifest lists");
    }
    byte[] padding = unpacked.readNBytes(MAX_PADDING_BYTES);
    for (byte b : padding) {
      if (b != 0) {
        throw damaged("something follows its last member");
      }
    }
    if (unpacked.read() >= 0 || opened.read() >= 0 || source.read() >= 0) {
      throw damaged("something follows its end");
    }
  }

  private static SpikeException damaged(String why) {
    return new SpikeException(ErrorCode.DAMAGED, "the backup is damaged or forged: " + why);
  }
}
