// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.archive.AgeIdentity;
import ist.spike.archive.Custodian;
import ist.spike.archive.CustodyHeader;
import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.EncryptedShares;
import ist.spike.wire.EncryptedShares.CustodianFile;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ShardText;
import ist.spike.wire.ShareSetDescription;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What custodians do: take shares out, look after them, bring them back. */
final class OperatorTest {

  private static final String ONE_MORE = "{\"collected\":1,\"remaining\":1,\"restored\":false}";
  private static final String DONE = "{\"collected\":2,\"remaining\":0,\"restored\":true}";

  @TempDir
  Path home;

  private final RootKey key = RootKey.generate();
  private final List<Share> shares = Shamir.split(key.bytes(), 3, 2);
  private final ShareSetDescription set = new ShareSetDescription("0".repeat(32),
      ShareSet.describe(key.keyId(), ShareSetId.random(), 2, shares));

  @AfterEach
  void close() {
    shares.forEach(Share::close);
    key.close();
  }

  @Test
  void recover_withCustodians_writesOneEncryptedFileEach() throws IOException {
    // Given
    Path directory = Files.createDirectories(home.resolve(".spike/recover"));
    Files.writeString(directory.resolve("spike.recovery.1.txt"), "plain, of an earlier run");
    Files.writeString(directory.resolve("spike.recovery.4.asc"), "of an earlier run");
    EncryptedShares answer = new EncryptedShares(set,
        List.of(new CustodianFile(1, "age1x", "age", new byte[]{1}),
            new CustodianFile(2, "AB CD", "asc", new byte[]{2}),
            new CustodianFile(3, "age1y", "age", new byte[]{3})));
    ScriptedNexus nexus =
        new ScriptedNexus().answers(new String(answer.toJson(), US_ASCII));
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.run("recover");

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(nexus.asked()).containsExactly("RECOVER_ENCRYPTED");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(
          "spike.recovery.1.age", "spike.recovery.2.asc", "spike.recovery.3.age",
          "spike.share-set.json");
    }
    Path second = directory.resolve("spike.recovery.2.asc");
    assertThat(second).hasBinaryContent(new byte[]{2});
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second)))
        .isEqualTo("rw-------");
    assertThat(shell.out()).contains("recovery directory:\n  " + directory,
        "    spike.recovery.2.asc  AB CD\n", "spike operator shard verify FILE");
  }

  @Test
  void recover_nexusFails_writesNothing() {
    Shell shell = new Shell(home, new ScriptedNexus().fails(ErrorCode.NOT_READY));
    assertThat(shell.run("operator recover")).isEqualTo(5);
    assertThat(shell.err()).startsWith("Error: Failed to retrieve recovery shards.\n");
    assertThat(home.resolve(".spike/recover")).isEmptyDirectory();
  }

  @Test
  void restore_personTypesUntilDone_isToldWhatToTypeAgain() {
    // Given
    ScriptedNexus nexus = new ScriptedNexus().answers(ONE_MORE).fails(ErrorCode.BAD_REQUEST)
        .answers(DONE);
    Shell shell = new Shell(home, nexus);

    // When
    int exit = shell.runTyped("restore", text(1), "no shard at all", text(2), text(3), text(3));

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(nexus.asked()).hasSize(3).containsOnly("RESTORE_SHARE");
    assertThat(shell.out()).startsWith("(your input will be hidden")
        .contains(" Shards collected:  1\n Shards remaining:  1\n",
            "SPIKE is now restored and ready to use.")
        .doesNotContain("Please run");
    assertThat(shell.err()).contains("Error: Invalid shard format.",
        "spike: nexus refused this shard: it was mistyped").doesNotContain(text(2));
  }

  @Test
  void restore_wrongRole_isSaidBeforeAnythingIsTyped() {
    // Given
    Shell shell = new Shell(home, role -> {
      throw new SpikeException(ErrorCode.UNAUTHORIZED, "not " + role);
    });

    // When
    int exits = shell.runTyped("operator restore", text(1))
        + shell.run(List.of("operator", "restore"), "no shard");

    // Then
    assertThat(exits).isEqualTo(4 + 4);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).contains("not RESTORE").doesNotContain("Invalid shard format");
  }

  @Test
  void restore_personTypesNothing_ends() {
    Shell shell = new Shell(home, new ScriptedNexus());
    assertThat(shell.runTyped("operator restore")).isEqualTo(1);
    assertThat(shell.err()).startsWith("Error: Invalid shard format.\n")
        .contains("nothing was typed");
  }

  @Test
  void restore_personTypesOneShardAndNothingMore_endsAsSpikeDoes() {
    Shell shell = new Shell(home, new ScriptedNexus().answers(ONE_MORE));
    assertThat(shell.runTyped("operator restore", text(1))).isZero();
    assertThat(shell.out()).isEqualTo("""
        (your input will be hidden as you paste/type it)

         Shards collected:  1
         Shards remaining:  1
         Please run `spike operator restore` again to provide the remaining shards.

        """);
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void restore_shardInAPipe_printsWhatSpikePrints() {
    // Given
    Shell shell = new Shell(home, new ScriptedNexus().answers(ONE_MORE).answers(DONE));

    // When: SPIKE ignores arguments of this verb
    int exits = shell.run(List.of("operator", "restore", "now"), text(1))
        + shell.run(List.of("operator", "restore"), text(2) + "\r\n");

    // Then
    assertThat(exits).as(shell.err()).isZero();
    assertThat(shell.out()).isEqualTo("""

         Shards collected:  1
         Shards remaining:  1
         Please run `spike operator restore` again to provide the remaining shards.


          SPIKE is now restored and ready to use.
          See https://spike.ist/operations/recovery/ for next steps.

        """);
  }

  @Test
  void recover_plain_printsWhatSpikePrints() throws IOException {
    // Given a SPIKE, which has no encrypted shares
    ScriptedNexus nexus = new ScriptedNexus().fails(ErrorCode.BAD_REQUEST)
        .answers("{\"shards\":{\"1\":[" + "7,".repeat(31) + "7],\"2\":["
            + "8,".repeat(31) + "8]}}");
    Shell shell = new Shell(home, nexus);

    // When: SPIKE ignores arguments of this verb
    int exit = shell.run("operator recover all");

    // Then
    Path directory = home.resolve(".spike/recover");
    assertThat(exit).as(shell.err()).isZero();
    assertThat(directory.resolve("spike.recovery.2.txt"))
        .hasContent("spike:2:" + "08".repeat(32));
    assertThat(shell.out()).isEqualTo("""

          SPIKE Recovery shards saved to the recovery directory:
          %s

          Please make sure that:
            1. You encrypt these shards and keep them safe.
            2. Securely erase the shards from the
               recovery directory after you encrypt them
               and save them to a safe location.

          If you lose these shards, you will not be able to recover
          SPIKE Nexus in the unlikely event of a total system crash.

        """.formatted(directory));
    assertThat(shell.err()).startsWith("spike: give each shard to a person of its own");
  }

  @Test
  void restore_nexusAway_endsAtOnce() {
    Shell shell = new Shell(home, new ScriptedNexus().fails(ErrorCode.UNREACHABLE));
    assertThat(shell.runTyped("operator restore", text(1), text(2))).isEqualTo(6);
    assertThat(shell.err()).startsWith("Error: Failed to communicate with SPIKE Nexus.\n");
  }

  @Test
  void verify_plainShardBesideItsSet_tellsWhatItIs() throws IOException {
    // Given
    Files.write(home.resolve("spike.share-set.json"), set.toJson());
    Path file = Files.writeString(home.resolve("spike.recovery.2.txt"), text(2));
    Shell shell = new Shell(home, new ScriptedNexus());

    // When
    int exit = shell.run("operator shard verify " + file);

    // Then
    assertThat(exit).as(shell.err()).isZero();
    assertThat(shell.out()).isEqualTo("Shard 2 of 3 is intact; 2 open the key\n  share set  "
        + set.set().id() + "\n  key id     " + key.keyId() + "\n  store      " + set.storeId()
        + "\n");
  }

  @Test
  void verify_otherShardOrSet_isRefused() throws IOException {
    Path sets = Files.write(home.resolve("set"), set.toJson());
    Path wrong = Files.writeString(home.resolve("wrong"),
        text(2).replace("spike:2:", "spike:1:"));
    Path beyond = Files.writeString(home.resolve("beyond"),
        text(2).replace("spike:2:", "spike:4:"));
    Path zero = Files.writeString(home.resolve("zero"), "spike:1:" + "0".repeat(64));
    assertRefused(wrong + " --set " + sets, "Error: This is not shard 1 of share set ");
    assertRefused(beyond + " --set " + sets, "Error: This is no shard of share set ");
    assertRefused(zero + " --set " + sets, "Error: Invalid shard format.");
    assertRefused(wrong + " --set " + wrong, "Error: Failed to read ");
    assertRefused(wrong.toString(), "Error: Failed to read ");
    assertRefused("-", "Error: ");
  }

  @Test
  void verify_encryptedFile_saysWhatIsInItAndChecksWhatWasDecrypted() throws IOException {
    // Given
    byte[] sealed;
    try (AgeIdentity identity = AgeIdentity.generate()) {
      sealed = Custodian.of(identity.recipient().text())
          .seal(new CustodyHeader(set.storeId(), set.label(2)), text(2).getBytes(US_ASCII));
    }
    Path file = Files.write(home.resolve("spike.recovery.2.age"), sealed);

    // When
    Shell header = new Shell(home, new ScriptedNexus());
    int headerExit = header.run("operator shard verify " + file);
    ScriptedNexus nexus = new ScriptedNexus().answers("{\"confirmed\":1,\"n\":3}");
    Shell decrypted = new Shell(home, nexus);
    int exit = decrypted.run(List.of("operator", "shard", "verify", "-", "--confirm", "--set",
        file.toString()), text(2) + "\n");

    // Then
    assertThat(headerExit + exit).as(header.err() + decrypted.err()).isZero();
    assertThat(header.out()).startsWith("Shard 2 of 3, encrypted; 2 open the key\n");
    assertThat(header.err()).contains("only the header was read");
    assertThat(decrypted.out()).startsWith("Shard 2 of 3 is intact")
        .endsWith("Nexus has written down that it is in good hands.\n");
    assertThat(nexus.asked()).containsExactly("CONFIRM_SHARE");
    assertRefused(file + " --confirm", "Error: Failed to confirm the shard.");
  }

  @Test
  void verify_confirmationThatNexusRefuses_fails() throws IOException {
    Files.write(home.resolve("spike.share-set.json"), set.toJson());
    Path file = Files.writeString(home.resolve("one"), text(1));
    Shell shell = new Shell(home, new ScriptedNexus().fails(ErrorCode.BAD_REQUEST));
    assertThat(shell.run("operator shard verify --confirm " + file)).isEqualTo(1);
    assertThat(shell.err()).startsWith("Error: Failed to confirm the shard.\n");
  }

  private void assertRefused(String arguments, String expected) {
    Shell shell = new Shell(home, new ScriptedNexus());
    assertThat(shell.run("operator shard verify " + arguments)).isEqualTo(1);
    assertThat(shell.err()).startsWith(expected);
    assertThat(shell.out()).isEmpty();
  }

  private String text(int id) {
    return new String(ShardText.format(id, shares.get(id - 1).value()), US_ASCII);
  }
}
