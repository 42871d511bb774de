// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.ExportLine;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/** Writes an export of secrets line by line; the last line says that nothing is missing. */
public final class ExportWriter {

  /** How long a line may be: room for one secret far beyond what a request to Nexus takes. */
  public static final int MAX_LINE_BYTES = 8 * 1024 * 1024;

  private final OutputStream target;
  private final MessageDigest digest = Hashes.sha256();
  private long secrets;

  /**
   * Writes the first line.
   *
   * @param target stays open
   */
  public ExportWriter(OutputStream target, ExportLine.Header header) throws IOException {
    this.target = target;
    write(header);
  }

  /** Adds a secret; one that is too long for a line is {@code BAD_REQUEST}. */
  public void add(ImportSpike.Secret secret) throws IOException {
    write(new ExportLine.Entry(secret));
    secrets++;
  }

  /** Ends the export, which is none without this; the versions left out are told there. */
  public void end(long deletedLeftOut, long olderLeftOut) throws IOException {
    write(new ExportLine.End(secrets, deletedLeftOut, olderLeftOut, Hashes.hex(digest)));
    target.flush();
  }

  private void write(ExportLine line) throws IOException {
    byte[] json = line.toJson();
    try {
      if (json.length > MAX_LINE_BYTES) {
        throw new SpikeException(ErrorCode.BAD_REQUEST, "a line of an export has at most "
            + MAX_LINE_BYTES + " bytes, and one has " + json.length);
      }
      target.write(json);
      target.write('\n');
      digest.update(json);
      digest.update((byte) '\n');
    } finally {
      Arrays.fill(json, (byte) 0);
    }
  }
}
