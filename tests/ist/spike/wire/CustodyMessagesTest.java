// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ist.spike.crypto.KeyId;
import ist.spike.crypto.SecretBytes;
import ist.spike.shard.CheckValue;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.wire.EncryptedShares.CustodianFile;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes between Nexus and those who take recovery shares out and look after them. */
final class CustodyMessagesTest {

  private static final ShareSetDescription SET = new ShareSetDescription("0".repeat(32),
      new ShareSet(KeyId.parse("a".repeat(32)), ShareSetId.parse("b".repeat(32)), 2, 2,
          List.of(CheckValue.parse("c".repeat(32)), CheckValue.parse("d".repeat(32)))));
  private static final String SET_JSON = "{\"storeId\":\"" + "0".repeat(32) + "\",\"keyId\":\""
      + "a".repeat(32) + "\",\"shareSet\":\"" + "b".repeat(32) + "\",\"n\":2,\"t\":2,\"checks\":[\""
      + "c".repeat(32) + "\",\"" + "d".repeat(32) + "\"]}";
  private static final String FILES_JSON =
      "{\"shareSet\":" + SET_JSON + ",\"files\":[{\"shareId\":1,\"custodian\":\"age1x\","
          + "\"suffix\":\"age\",\"content\":\"AQ==\"},{\"shareId\":2,\"custodian\":\"AB CD\","
          + "\"suffix\":\"asc\",\"content\":\"Ag==\"}]}";

  @Test
  void description_written_isReadBack() {
    assertThat(text(SET.toJson())).isEqualTo(SET_JSON);
    assertThat(ShareSetDescription.parse(SET.toJson())).isEqualTo(SET);
    assertThat(SET.label(2).check()).isEqualTo(SET.set().checks().getLast());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"\"n\":2 | \"n\":3", "\"t\":2 | \"t\":1",
      "\"storeId\" | \"other\"", "\"checks\" | \"other\"", "cccccccc | CCCCCCCC"})
  void description_notWhole_isRefused(String from, String to) {
    assertBadAnswer(() -> ShareSetDescription.parse(bytes(SET_JSON.replace(from, to))));
  }

  @Test
  void encryptedShares_written_areReadBack() {
    EncryptedShares shares = new EncryptedShares(SET,
        List.of(new CustodianFile(1, "age1x", "age", new byte[]{1}),
            new CustodianFile(2, "AB CD", "asc", new byte[]{2})));
    assertThat(text(shares.toJson())).isEqualTo(FILES_JSON);
    EncryptedShares read = EncryptedShares.parse(shares.toJson());
    assertThat(text(read.toJson())).isEqualTo(FILES_JSON);
  }

  /** The suffix becomes part of a file's name. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"\"suffix\":\"age\" | \"suffix\":\"../x\"",
      "\"shareId\":2 | \"shareId\":1", "\"content\":\"AQ==\" | \"content\":\"\"",
      ",{\"shareId\":2 | ],\"x\":[{\"shareId\":2", "\"shareSet\":{ | \"x\":{"})
  void encryptedShares_notOneFileForEachShare_areRefused(String from, String to) {
    assertBadAnswer(() -> EncryptedShares.parse(bytes(FILES_JSON.replace(from, to))));
  }

  @Test
  void recoveredShares_withTheirSet_areReadBack() {
    TreeMap<Integer, SecretBytes> shards = new TreeMap<>();
    shards.put(1, SecretBytes.random(32));
    try (RecoveredShares shares = new RecoveredShares(shards, Optional.of(SET));
        RecoveredShares read = RecoveredShares.parse(shares.toJson())) {
      assertThat(text(shares.toJson())).endsWith("]},\"shareSet\":" + SET_JSON + "}");
      assertThat(read.description()).hasValue(SET);
      assertThat(requireNonNull(read.shards().get(1)).matches(requireNonNull(shards.get(1))))
          .isTrue();
    }
  }

  @Test
  void confirmShare_written_isReadBack() {
    ConfirmShare confirm = new ConfirmShare(SET.set().id(), 2, SET.label(2).check());
    assertThat(ConfirmShare.parse(confirm.toJson())).isEqualTo(confirm);
    assertThat(text(ConfirmShare.answer(2, 3))).isEqualTo("{\"confirmed\":2,\"shares\":3}");
    assertThatExceptionOfType(SpikeException.class)
        .isThrownBy(() -> ConfirmShare.parse(bytes("{\"shareId\":2}")))
        .extracting(SpikeException::code).isEqualTo(ErrorCode.BAD_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"id\":[]", "\"pending\":7", "\"slot\":{}", "\"Err\":1"})
  void contributeShare_memberOfAnotherMessage_isSkippedWhateverItIs(String member) {
    try (ContributeShare read = ContributeShare.parse(bytes("{\"shard\":[1]," + member + "}"))) {
      assertThat(read.label()).isEmpty();
    }
  }

  private static void assertBadAnswer(
      ThrowingCallable parse) {
    assertThatExceptionOfType(SpikeException.class).isThrownBy(parse)
        .extracting(SpikeException::code).isEqualTo(ErrorCode.BAD_ANSWER);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }
}
