// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.store.MemoryStore;
import ist.spike.store.SecretUpdate;
import ist.spike.wire.ListSecrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which paths a list shows, and where it is cut. */
final class SecretListTest {

  private static final InstantSource CLOCK = InstantSource.system();

  private final MemoryStore store = new MemoryStore(CLOCK);

  @Test
  void list_withoutMembers_isSpikesAnswer() throws IOException {
    assertThat(list(ListSecrets.all(), SecretListTest::isAny)).isEqualTo("{\"keys\":[]}");
    put("b", "a");
    assertThat(list(ListSecrets.all(), SecretListTest::isAny))
        .isEqualTo("{\"keys\":[\"a\",\"b\"]}");
  }

  @Test
  void list_moreThanAPageOfTheStore_isWholeAndInOrder() throws IOException {
    String[] paths =
        IntStream.range(10_000, 12_500).mapToObj(Integer::toString).toArray(String[]::new);
    put(paths);
    assertThat(keys(list(ListSecrets.all(), SecretListTest::isAny))).containsExactly(paths);
  }

  @Test
  void list_withLimit_saysWhetherThereIsMore() throws IOException {
    put("a", "b", "c");
    assertThat(list(page("", "", 2), SecretListTest::isAny))
        .isEqualTo("{\"keys\":[\"a\",\"b\"],\"more\":true}");
    assertThat(list(page("", "b", 2), SecretListTest::isAny)).isEqualTo("{\"keys\":[\"c\"]}");
    assertThat(list(page("", "", 3), SecretListTest::isAny))
        .isEqualTo("{\"keys\":[\"a\",\"b\",\"c\"]}");
    assertThat(list(page("b", "", 3), SecretListTest::isAny)).isEqualTo("{\"keys\":[\"b\"]}");
  }

  @Test
  void list_readable_pagesOverWhatIsHidden() throws IOException {
    // Given
    put(IntStream.range(10_000, 13_000).mapToObj(Integer::toString).toArray(String[]::new));

    // When
    String first = list(page("", "", 100), SecretListTest::isRound);
    String second = list(page("", "10990", 300), SecretListTest::isRound);

    // Then
    assertThat(keys(first)).hasSize(100).startsWith("10000").endsWith("10990");
    assertThat(first).endsWith("\"more\":true}");
    assertThat(keys(second)).hasSize(200).startsWith("11000").endsWith("12990");
    assertThat(second).doesNotContain("more");
    assertThat(list(page("", "", 5), path -> false)).isEqualTo("{\"keys\":[]}");
  }

  private static boolean isAny(String path) {
    return !path.isEmpty();
  }

  private static boolean isRound(String path) {
    return path.endsWith("0");
  }

  private static ListSecrets page(String prefix, String after, int limit) {
    return new ListSecrets(prefix, after, OptionalInt.of(limit), false);
  }

  private void put(String... paths) {
    for (String path : paths) {
      store.update(path, SecretUpdate.put(new byte[0], OptionalInt.empty(), 3, CLOCK)).join();
    }
  }

  private String list(ListSecrets request, Predicate<String> visible) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SecretList(store, request, visible).writeTo(out);
    return out.toString(UTF_8);
  }

  private static List<String> keys(String answer) {
    return ListSecrets.parseAnswer(answer.getBytes(UTF_8));
  }
}
