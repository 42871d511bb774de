// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import ist.spike.wire.SpikeException;
import java.nio.file.Path;

/** Somebody who is to keep one recovery share, known by the public key that it is encrypted to. */
public sealed interface Custodian permits AgeCustodian, OpenPgpCustodian {

  /**
   * Reads an age recipient, {@code age1...}, or else the OpenPGP public key in the file of that name.
   *
   * @throws SpikeException {@code BAD_SETTING} when it is neither, or the key cannot encrypt (any more)
   */
  static Custodian of(String text) {
    return text.startsWith("age1")
        ? new AgeCustodian(AgeRecipient.parse(text))
        : OpenPgpCustodian.read(Path.of(text));
  }

  /** Tells people whose key it is. */
  String name();

  /** How files for this custodian end: {@code age} or {@code asc}. */
  String suffix();

  /**
   * A file that only this custodian can open, with their own tools, and whose header all can read.
   *
   * @param share the text inside; the caller zeroes it
   */
  byte[] seal(CustodyHeader header, byte[] share);
}
