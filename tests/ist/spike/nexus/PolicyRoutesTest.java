// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers about policies, byte for byte (wire spec 3.3). */
final class PolicyRoutesTest {

  private static final String APP = "spiffe://spike.ist/workload/app";
  private static final String POLICY = "{\"name\":\"p 1\",\"spiffeidPattern\":\"^spiffe://spike"
      + "\\\\.ist/workload/app$\",\"pathPattern\":\"^probe/.*$\",\"permissions\":[\"read\",\"list\"]}";
  private static final Pattern TIME =
      Pattern.compile("\"createdAt\":\"([^\"]+)\",\"updatedAt\":\"([^\"]+)\"");

  @TempDir
  Path directory;

  private CalledNexus nexus;

  @BeforeEach
  void start() throws Exception {
    nexus = new CalledNexus(directory);
  }

  @AfterEach
  void stop() throws IOException {
    nexus.close();
  }

  private String ask(Operation operation, String json) throws IOException {
    return nexus.line(operation, CalledNexus.SUPERUSER, json);
  }

  @Test
  void put_thenGet_answersAsSpikeDoesWithTheRightNameBesides() throws IOException {
    // Given
    String put = ask(Operation.PUT_POLICY, POLICY);

    // When
    String got = ask(Operation.GET_POLICY, "{\"id\":\"p 1\"}");

    // Then
    assertThat(put).isEqualTo("200 {}");
    assertThat(TIME.matcher(got).replaceAll("TIMES")).isEqualTo("200 {\"id\":\"\",\"name\":\"p 1\","
        + "\"spiffiedPattern\":\"^spiffe://spike\\\\.ist/workload/app$\","
        + "\"pathPattern\":\"^probe/.*$\",\"permissions\":[\"read\",\"list\"],TIMES,"
        + "\"spiffeidPattern\":\"^spiffe://spike\\\\.ist/workload/app$\"}");
    Matcher times = TIME.matcher(got);
    assertThat(times.find()).isTrue();
    Instant created = OffsetDateTime.parse(times.group(1)).toInstant();
    assertThat(created).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(times.group(1)).doesNotContain(".");
    assertThat(times.group(2)).isEqualTo(times.group(1));
  }

  @Test
  void put_policy_worksForTheNextRequestUntilItIsDeleted() throws IOException {
    // Given
    String secret = "{\"path\":\"probe/x\"}";
    ask(Operation.PUT_SECRET, "{\"path\":\"probe/x\",\"values\":{\"k\":\"v\"}}");
    String before = nexus.line(Operation.GET_SECRET, APP, secret);

    // When
    ask(Operation.PUT_POLICY, POLICY);
    String with = nexus.line(Operation.GET_SECRET, APP, secret);
    String elsewhere = nexus.line(Operation.GET_SECRET, APP, "{\"path\":\"other\"}");
    String deleted = ask(Operation.DELETE_POLICY, "{\"id\":\"p 1\"}");
    String after = nexus.line(Operation.GET_SECRET, APP, secret);

    // Then
    assertThat(before).isEqualTo("401 {\"data\":null,\"err\":\"access_unauthorized\"}");
    assertThat(with).isEqualTo("200 {\"data\":{\"k\":\"v\"}}");
    assertThat(elsewhere).isEqualTo(before);
    assertThat(deleted).isEqualTo("200 {}");
    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{} | a b c", "null | a b c", "{\"pathPattern\":null} | a b c",
      "{\"pathPattern\":\"^two$\"} | b c", "{\"SPIFFEIDPATTERN\":\"^spiffe://x/1$\"} | a b",
      "{\"spiffeidPattern\":\"^spiffe://x/1$\",\"pathPattern\":\"^none$\"} | a b",
      "{\"spiffeidPattern\":\"spiffe://x/1\"} | ``", "{\"pathPattern\":\"two\"} | ``"})
  void list_filter_comparesPatternsAsTexts(String request, String names) throws IOException {
    // Given
    put("c", "^spiffe://x/2$", "^two$");
    put("a", "^spiffe://x/1$", "^one$");
    put("b", "^spiffe://x/1$", "^two$");

    // When
    String answer = ask(Operation.LIST_POLICIES, request);

    // Then
    String expected = names.isEmpty()
        ? ""
        : "{\"id\":\"\",\"name\":\"" + names.replace(" ", "\"},{\"id\":\"\",\"name\":\"") + "\"}";
    assertThat(answer).isEqualTo("200 {\"policies\":[" + expected + "]}");
  }

  private void put(String name, String spiffeId, String path) throws IOException {
    assertThat(ask(Operation.PUT_POLICY, "{\"name\":\"" + name + "\",\"spiffeidPattern\":\""
        + spiffeId + "\",\"pathPattern\":\"" + path + "\",\"permissions\":[\"read\"]}"))
        .isEqualTo("200 {}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "PUT_POLICY | {\"name\":\"\"} | 400 {\"err\":\"api_bad_request\"}",
      "PUT_POLICY | {\"name\":\"p\",\"spiffeidPattern\":\"^spiffe://x/1$\",\"pathPattern\":\"*\","
          + "\"permissions\":[\"read\"]} | 400 {\"err\":\"api_bad_request\"}",
      "PUT_POLICY | {\"name\":\"p\",\"spiffeidPattern\":\"^spiffe://x/1$\",\"pathPattern\":\"^spike\","
          + "\"permissions\":[\"read\"]} | 400 {\"err\":\"api_bad_request\"}",
      "PUT_POLICY | {\"name\":1} | 400 {\"err\":\"api_bad_request\"}",
      "GET_POLICY | {\"id\":\"none\"} | 404 {\"id\":\"\",\"name\":\"\",\"spiffiedPattern\":\"\","
          + "\"pathPattern\":\"\",\"permissions\":null,\"createdAt\":\"0001-01-01T00:00:00Z\","
          + "\"updatedAt\":\"0001-01-01T00:00:00Z\",\"err\":\"api_not_found\"}",
      "GET_POLICY | {\"id\":\"a/b\"} | 400 {\"id\":\"\",\"name\":\"\",\"spiffiedPattern\":\"\","
          + "\"pathPattern\":\"\",\"permissions\":null,\"createdAt\":\"0001-01-01T00:00:00Z\","
          + "\"updatedAt\":\"0001-01-01T00:00:00Z\",\"err\":\"api_bad_request\"}",
      "DELETE_POLICY | {\"id\":\"none\"} | 404 {\"err\":\"api_not_found\"}",
      "DELETE_POLICY | {} | 400 {\"err\":\"api_bad_request\"}"})
  void ask_whatCannotBe_isRefusedInTheRoutesOwnShape(Operation operation, String request,
      String expected) throws IOException {
    assertThat(ask(operation, request)).isEqualTo(expected);
  }

  /** Parse, then authorise, then validate (wire spec 2.5); ours authorise first. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "PUT_POLICY | [] | 400", "PUT_POLICY | {\"name\":\"\"} | 401",
      "GET_SECRET | {\"path\":5} | 400", "GET_SECRET | {\"path\":\"a b\"} | 401",
      "DESTROY_SECRET | [] | 401", "DESTROY_SECRET | {} | 401",
      "DESTROY_SECRET | {\"path\":\"x\",\"versions\":\"y\"} | 401"})
  void ask_asStranger_isCheckedInOrder(Operation operation, String request, int status)
      throws IOException {
    assertThat(nexus.call(operation, APP, request).status()).isEqualTo(status);
  }

  @Test
  void destroy_underAPolicyOnItsPath_isLetThrough() throws IOException {
    // Given
    ask(Operation.PUT_POLICY, POLICY.replace("read", "write"));
    ask(Operation.PUT_SECRET, "{\"path\":\"probe/x\",\"values\":{\"k\":\"v\"}}");

    // When
    String malformed = nexus.line(Operation.DESTROY_SECRET, APP,
        "{\"path\":\"probe/x\",\"versions\":\"y\"}");
    String done = nexus.line(Operation.DESTROY_SECRET, APP, "{\"path\":\"probe/x\"}");

    // Then
    assertThat(malformed).startsWith("400 ");
    assertThat(done).isEqualTo("200 {}");
  }

  @Test
  void list_readable_givesTheCallersPathsAlone() throws IOException {
    // Given
    for (String path : new String[]{"a", "probe/1", "probe/2", "probe/3", "z"}) {
      ask(Operation.PUT_SECRET, "{\"path\":\"" + path + "\",\"values\":{}}");
    }
    ask(Operation.PUT_POLICY, POLICY);
    ask(Operation.PUT_POLICY, "{\"name\":\"lister\",\"spiffeidPattern\":\"^" + APP
        + "$\",\"pathPattern\":\"^spike/system/secret$\",\"permissions\":[\"list\"]}");

    // When
    String all = nexus.line(Operation.LIST_SECRETS, APP, "{}");
    String readable = nexus.line(Operation.LIST_SECRETS, APP, "{\"readable\":true}");
    String page = nexus.line(Operation.LIST_SECRETS, APP, "{\"readable\":true,\"limit\":2}");
    String rest = nexus.line(Operation.LIST_SECRETS, APP,
        "{\"readable\":true,\"limit\":2,\"after\":\"probe/2\"}");

    // Then
    assertThat(all)
        .isEqualTo("200 {\"keys\":[\"a\",\"probe/1\",\"probe/2\",\"probe/3\",\"z\"]}");
    assertThat(readable).isEqualTo("200 {\"keys\":[\"probe/1\",\"probe/2\",\"probe/3\"]}");
    assertThat(page).isEqualTo("200 {\"keys\":[\"probe/1\",\"probe/2\"],\"more\":true}");
    assertThat(rest).isEqualTo("200 {\"keys\":[\"probe/3\"]}");
  }
}
