// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.crypto.Fields;
import ist.spike.crypto.Hmac;
import ist.spike.crypto.HmacKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One line of a local audit file (ops/format/audit.md 2): a JSON object whose last members are its
 * hash, which covers the line before, and, once the key is there, a MAC of the hash.
 */
final class AuditLine {

  /** Far above a record whose texts are as long as they may be and all escaped. */
  static final int MAX_SIZE_BYTES = 32 * 1024;

  private static final String LINE_LABEL = "spike-camel/1/audit-line";
  private static final String MAC_LABEL = "spike-camel/1/audit-mac";
  private static final HexFormat HEX = HexFormat.of();

  private final ChainHead head;
  private final byte[] covered;
  private final String mac;
  private final Map<String, String> members;

  private AuditLine(ChainHead head, byte[] covered, String mac, Map<String, String> members) {
    this.head = head;
    this.covered = covered;
    this.mac = mac;
    this.members = members;
  }

  /** A new line after {@code before}. */
  static AuditLine after(ChainHead before, Optional<HmacKey> key, AuditJson.Members members) {
    byte[] json = AuditJson.object(out -> {
      out.writeNumberField("seq", before.sequence() + 1);
      members.writeTo(out);
    });
    byte[] covered = Arrays.copyOf(json, json.length - 1);
    byte[] hash = hash(before, covered);
    return new AuditLine(before.next(hash), covered,
        key.map(each -> mac(each::sha256, hash)).orElse(""),
        Map.of());
  }

  /** Reads a line without its end; anything but a line of ours is damage. */
  static AuditLine parse(byte[] line) {
    Map<String, String> members = AuditJson.members(line);
    String hash = AuditJson.text(members, "hash");
    String mac = members.getOrDefault("mac", "");
    byte[] tail = tail(hash, mac);
    int size = line.length - tail.length;
    if (size < 1 || !Arrays.equals(line, size, line.length, tail, 0, tail.length)
        || !isHash(hash) || (members.containsKey("mac") && !isHash(mac))) {
      throw new SpikeException(ErrorCode.DAMAGED, "a line does not end with its hash");
    }
    return new AuditLine(new ChainHead(AuditJson.number(members, "seq"), hash),
        Arrays.copyOf(line, size), mac, members);
  }

  ChainHead head() {
    return head;
  }

  /** What a line that was read says besides its hash. */
  Map<String, String> members() {
    return members;
  }

  boolean hasMac() {
    return !mac.isEmpty();
  }

  /** Whether this line follows that one. */
  boolean follows(ChainHead before) {
    return head.equals(before.next(hash(before, covered)));
  }

  /** Whether the MAC is the one under this key. */
  boolean isMacBy(SecretBytes key) {
    return MessageDigest.isEqual(
        mac(message -> Hmac.sha256(key, message), head.hashBytes()).getBytes(US_ASCII),
        mac.getBytes(US_ASCII));
  }

  /** As it is written, with its end. */
  byte[] toBytes() {
    byte[] tail = tail(head.hash(), mac);
    byte[] line = Arrays.copyOf(covered, covered.length + tail.length + 1);
    System.arraycopy(tail, 0, line, covered.length, tail.length);
    line[line.length - 1] = '\n';
    return line;
  }

  private static byte[] tail(String hash, String mac) {
    return (",\"hash\":\"" + hash + (mac.isEmpty() ? "" : "\",\"mac\":\"" + mac) + "\"}")
        .getBytes(US_ASCII);
  }

  private static boolean isHash(String text) {
    return text.matches("[0-9a-f]{64}");
  }

  private static byte[] hash(ChainHead before, byte[] covered) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(Fields.of(LINE_LABEL).bytes(before.hashBytes()).bytes(covered).toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static String mac(UnaryOperator<byte[]> hmac, byte[] hash) {
    return HEX.formatHex(hmac.apply(Fields.of(MAC_LABEL).bytes(hash).toBytes()));
  }
}
