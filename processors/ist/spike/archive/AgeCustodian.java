// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A custodian who opens files with {@code age}. The header is a stanza that age passes over. */
record AgeCustodian(AgeRecipient recipient) implements Custodian {

  private static final byte[] EMPTY = {};

  @Override
  public String name() {
    return recipient.text();
  }

  @Override
  public String suffix() {
    return "age";
  }

  @Override
  public byte[] seal(CustodyHeader header, byte[] share) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    AgeStanza stanza = new AgeStanza(CustodyHeader.TYPE, header.words(), EMPTY);
    try (OutputStream sealing = Age.encrypt(file, List.of(recipient), List.of(stanza))) {
      sealing.write(share);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
    return file.toByteArray();
  }
}
