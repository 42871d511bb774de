// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.crypto.RootKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * JSON in a file of this store: one line with the signature, in hex, then the JSON. What is signed
 * begins with a label, so that no document passes for one of another kind.
 */
public final class SignedDocument {

  private static final int SIGNATURE_DIGITS = 2 * Signer.SIGNATURE_BYTES;

  private final String name;
  private final byte[] label;

  /**
   * A kind of document.
   *
   * @param name what it is, for the sentence of a failure
   * @param label what its signed bytes begin with
   */
  public SignedDocument(String name, String label) {
    this.name = name;
    this.label = (label + "\n").getBytes(US_ASCII);
  }

  /** The file of this JSON. */
  public byte[] sign(byte[] json, RootKey key) {
    try (Signer signer = Signer.of(key)) {
      String signature = HexFormat.of().formatHex(signer.sign(join(label, json)));
      return join((signature + "\n").getBytes(US_ASCII), json);
    }
  }

  /** The JSON of a file that {@link #sign} wrote with the same key; anything else is {@code DAMAGED}. */
  public byte[] open(byte[] file, RootKey key) {
    if (file.length <= SIGNATURE_DIGITS || file[SIGNATURE_DIGITS] != '\n') {
      throw JsonTree.damaged(name, "it does not begin with a signature");
    }
    byte[] json = Arrays.copyOfRange(file, SIGNATURE_DIGITS + 1, file.length);
    try (Signer signer = Signer.of(key)) {
      String text = new String(file, 0, SIGNATURE_DIGITS, US_ASCII);
      byte[] signature = HexFormat.of().parseHex(text);
      if (!HexFormat.of().formatHex(signature).equals(text)
          || !signer.accepts(join(label, json), signature)) {
        throw JsonTree.damaged(name, "it is not signed by this store");
      }
    } catch (IllegalArgumentException e) {
      throw JsonTree.damaged(name, "its signature is none");
    }
    return json;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
