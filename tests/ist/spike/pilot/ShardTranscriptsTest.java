// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transcripts of {@code spike recover} and {@code spike restore} as SPIKE has them: plain shards, in files and typed. */
@SuppressWarnings("StringConcatToTextBlock") // one line of what is printed, one text
final class ShardTranscriptsTest {

  private static final String NUMBERS =
      "[16,17,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,255]";
  private static final String HEX =
      "1011" + "0000000000000000000000000000000000000000000000000000000000" + "ff";

  @TempDir
  private Path home = Path.of("");

  private Shell shell(FakeNexus nexus) {
    return new Shell(home, nexus);
  }

  @Test
  void recover_newShards_replaceOldFiles() throws IOException {
    // Given
    Path directory = Files.createDirectories(home.resolve(".spike/recover"));
    Files.writeString(directory.resolve("spike.recovery.9.txt"), "old");
    Files.writeString(directory.resolve("other.txt"), "kept");
    FakeNexus nexus =
        FakeNexus.answering("{\"shards\":{\"1\":" + NUMBERS + ",\"2\":" + NUMBERS + "}}");
    Shell shell = shell(nexus);

    // When
    int exit = shell.run("operator recover");

    // Then
    Path first = directory.resolve("spike.recovery.1.txt");
    assertThat(Files.readString(first)).isEqualTo("spike:1:" + HEX);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(
          "spike.recovery.1.txt", "spike.recovery.2.txt", "other.txt");
    }
    assertThat(shell.out())
        .startsWith("\n  SPIKE Recovery shards saved to the recovery directory:\n  " + directory)
        .doesNotContain(HEX);
    assertThat(nexus.asked()).containsExactly("RECOVER RECOVER_ENCRYPTED {}",
        "RECOVER RECOVER_SHARES {}");
    assertThat(exit).isZero();
  }

  @Test
  void recover_oneFileCannotBeWritten_leavesAllAsItWas() throws IOException {
    // Given
    Path directory = Files.createDirectories(home.resolve(".spike/recover"));
    Files.writeString(directory.resolve("spike.recovery.1.txt"), "old");
    Files.createDirectories(directory.resolve("spike.recovery.2.txt.new/in the way"));
    Shell shell = shell(
        FakeNexus.answering("{\"shards\":{\"1\":" + NUMBERS + ",\"2\":" + NUMBERS + "}}"));

    // When
    int exit = shell.run("recover");

    // Then
    assertThat(shell.err()).startsWith("Error: Failed to save shard spike.recovery.2.txt: ")
        .contains("the shards that were there before are untouched");
    assertThat(directory.resolve("spike.recovery.1.txt")).hasContent("old");
    assertThat(directory.resolve("spike.recovery.1.txt.new")).doesNotExist();
    assertThat(exit).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{\"shards\":{\"1\":[0]}} | Error: Empty shard found.",
      "{\"shards\":null} | Error: Empty shard found.",
      "{\"shards\":{\"1\":\"x\"}} | Error: Failed to retrieve recovery shards."})
  void recover_unusableShards_changesNothing(String answer, String expected) throws IOException {
    // Given
    Path old = Files.createDirectories(home.resolve(".spike/recover"))
        .resolve("spike.recovery.1.txt");
    Files.writeString(old, "old");
    Shell shell = shell(FakeNexus.answering(answer));

    // When
    int exit = shell.run("recover");

    // Then
    assertThat(shell.err().lines()).first().isEqualTo(expected);
    assertThat(old).hasContent("old");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void restore_shardOnStandardInput_isSentAndProgressShown() {
    // Given
    FakeNexus nexus =
        FakeNexus.answering("{\"collected\":1,\"remaining\":1,\"restored\":false}");
    Shell shell = shell(nexus);

    // When
    int exit = shell.run(List.of("operator", "restore"), " spike:2:" + HEX + "\r\n");

    // Then
    assertThat(nexus.asked())
        .containsExactly("RESTORE RESTORE_SHARE {\"id\":2,\"shard\":" + NUMBERS + "}");
    assertThat(shell.out()).isEqualTo("\n Shards collected:  1\n Shards remaining:  1\n"
        + " Please run `spike operator restore` again to provide the remaining shards.\n\n");
    assertThat(exit).isZero();
  }

  @Test
  void restore_lastShard_saysSo() {
    // Given
    Shell shell =
        shell(FakeNexus.answering("{\"collected\":2,\"remaining\":0,\"restored\":true}"));

    // When
    int exit = shell.run(List.of("restore"), "spike:2:" + HEX.toUpperCase(Locale.ROOT));

    // Then
    assertThat(shell.out()).isEqualTo("\n  SPIKE is now restored and ready to use.\n"
        + "  See https://spike.ist/operations/recovery/ for next steps.\n\n");
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "`` | Error: Invalid shard format.",
      "spike:1 | Error: Invalid shard format.",
      "other:1:" + HEX + " | Error: Invalid shard format.",
      "spike:1:" + HEX + ": | Error: Invalid shard format.",
      "spike:1:1011 | Error: Invalid hex shard length: 4 (expected 64).",
      "spike:1:zz11000000000000000000000000000000000000000000000000000000000000"
          + " | Error: Failed to decode recovery shard.",
      "spike:x:" + HEX + " | Error: Invalid shard index: x",
      "spike:-1:" + HEX + " | Error: Invalid shard index: -1"})
  void restore_textThatIsNoShard_isRefusedBeforeNexusIsAsked(String input, String expected) {
    // Given
    FakeNexus nexus = FakeNexus.answering("{}");
    Shell shell = shell(nexus);

    // When
    int exit = shell.run(List.of("operator", "restore"), input);

    // Then
    assertThat(shell.err().lines()).first().isEqualTo(expected);
    assertThat(shell.err()).doesNotContain(HEX);
    assertThat(nexus.asked()).isEmpty();
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void restore_nexusFails_hasItsOwnLine() {
    // Given
    Shell shell = shell(FakeNexus.failing(ErrorCode.UNAUTHORIZED));

    // When
    int exit = shell.run(List.of("operator", "restore"), "spike:2:" + HEX);

    // Then
    assertThat(shell.err())
        .startsWith("Error: Failed to communicate with SPIKE Nexus.\nspike: nexus at ");
    assertThat(exit).isEqualTo(4);
  }
}
