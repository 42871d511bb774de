// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads in parts to {@link FakeS3}, which puts together what fits together, as S3 does. */
final class FakeUploads {

  private static final int MIN_PART_BYTES = 5 << 20;
  private static final Pattern PART = Pattern.compile("<Part><PartNumber>(\\d+)</PartNumber>"
      + "<ETag>(.*?)</ETag><ChecksumSHA256>(.*?)</ChecksumSHA256></Part>");

  /** By their ids. */
  final SortedMap<String, Upload> open = new TreeMap<>();
  private int begun;

  /**
   * What is known of one.
   *
   * @param until when its object is to be locked; empty: it is not
   */
  record Upload(String object, String until, SortedMap<Integer, byte[]> parts) {}

  /** Its id, in XML. */
  String begin(String object, String until) {
    String id = "upload " + ++begun + "/x";
    open.put(id, new Upload(object, until, new TreeMap<>()));
    return "<InitiateMultipartUploadResult><Key>" + object + "</Key><UploadId>" + id
        + "</UploadId></InitiateMultipartUploadResult>";
  }

  /** All that are open, in XML. */
  String list(String prefix) {
    StringBuilder text = new StringBuilder("<ListMultipartUploadsResult>");
    for (Map.Entry<String, Upload> each : open.entrySet()) {
      if (each.getValue().object().startsWith(prefix)) {
        text.append("<Upload><Key>").append(each.getValue().object()).append("</Key><UploadId>")
            .append(each.getKey()).append("</UploadId></Upload>");
      }
    }
    return text.append("<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>").toString();
  }

  static String tag(byte[] part) {
    return "\"" + sum(part).replaceAll("[^A-Za-z0-9]", "") + "\"";
  }

  /** The whole, when the list names each part as it is and only the last one is small. */
  Optional<byte[]> joined(Upload upload, String list) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    Matcher part = PART.matcher(list);
    int number = 0;
    boolean small = false;
    while (part.find()) {
      byte[] bytes = upload.parts().getOrDefault(++number, new byte[0]);
      if (small || Integer.parseInt(part.group(1)) != number || !part.group(2).equals(tag(bytes))
          || !part.group(3).equals(sum(bytes))) {
        return Optional.empty();
      }
      small = bytes.length < MIN_PART_BYTES;
      whole.writeBytes(bytes);
    }
    return number == upload.parts().size() ? Optional.of(whole.toByteArray()) : Optional.empty();
  }

  private static String sum(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
