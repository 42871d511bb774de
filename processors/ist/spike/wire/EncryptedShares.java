// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The recovery shares, each encrypted to its custodian.
 *
 * @param description what they are shares of
 * @param files one for each share, in the order of the shares
 */
public record EncryptedShares(ShareSetDescription description, List<CustodianFile> files) {

  /** The endings of files that Nexus makes: age, and armoured OpenPGP. */
  public static final Set<String> SUFFIXES = Set.of("age", "asc");

  /**
   * A file that only one custodian can open.
   *
   * @param shareId the share in it
   * @param custodian whose it is: an age recipient or an OpenPGP fingerprint
   * @param suffix one of {@link #SUFFIXES}
   * @param content the whole file
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record CustodianFile(int shareId, String custodian, String suffix, byte[] content) {

    private static final String[] NAMES = {"shareId", "custodian", "suffix", "content"};

    private static CustodianFile read(GoReader in) {
      int shareId = 0;
      String custodian = "";
      String suffix = "";
      byte[] content = {};
      while (in.next()) {
        switch (in.name()) {
          case "shareId" -> shareId = in.integer();
          case "custodian" -> custodian = in.text();
          case "suffix" -> suffix = in.text();
          default -> content = in.bytes();
        }
      }
      return new CustodianFile(shareId, custodian, suffix, content);
    }
  }

  /** Takes a copy of the list. */
  public EncryptedShares {
    files = List.copyOf(files);
  }

  /** Writes an answer. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open().name("shareSet").open();
    description.write(out).close().name("files").startArray();
    for (CustodianFile file : files) {
      out.open().member("shareId", file.shareId).member("custodian", file.custodian)
          .member("suffix", file.suffix).base64("content", file.content).close();
    }
    return out.endArray().close().toBytes();
  }

  /** Reads an answer; one that does not have exactly one file for each share is refused. */
  public static EncryptedShares parse(byte[] body) {
    GoReader in = GoReader.answer(body, "shareSet", "files");
    List<CustodianFile> files = List.of();
    Optional<ShareSetDescription> description = Optional.empty();
    while (in.next()) {
      if (in.name().equals("shareSet")) {
        description =
            Optional.of(ShareSetDescription.read(in.object(ShareSetDescription.NAMES)));
      } else {
        files = in.objects(CustodianFile::read, CustodianFile.NAMES);
      }
    }
    EncryptedShares answer =
        new EncryptedShares(description.orElseThrow(in::unreadable), files);
    answer.requireWhole(in);
    return answer;
  }

  /** One file for each share, in their order, with names and contents that may be written. */
  private void requireWhole(GoReader in) {
    if (files.size() != description.set().shares()) {
      throw in.unreadable();
    }
    for (int i = 0; i < files.size(); i++) {
      CustodianFile file = files.get(i);
      if (file.shareId != i + 1 || !SUFFIXES.contains(file.suffix) || file.content.length == 0) {
        throw in.unreadable();
      }
    }
  }
}
