// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ExplainPolicy;
import ist.spike.wire.Operation;
import ist.spike.wire.PolicyExplanation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
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
  static Path directory;

  /** One for all tests, whose secrets have paths of their own; policies go after each. */
  private static CalledNexus nexus;

  @BeforeAll
  static void start() throws Exception {
    nexus = new CalledNexus(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    nexus.close();
  }

  @AfterEach
  void forget() {
    nexus.store.policies().all()
        .forEach(policy -> nexus.store.deletePolicy(policy.name()).join());
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
    ask(Operation.PUT_SECRET, "{\"path\":\"probe/y\",\"values\":{\"k\":\"v\"}}");

    // When
    String malformed = nexus.line(Operation.DESTROY_SECRET, APP,
        "{\"path\":\"probe/y\",\"versions\":\"y\"}");
    String done = nexus.line(Operation.DESTROY_SECRET, APP, "{\"path\":\"probe/y\"}");

    // Then
    assertThat(malformed).startsWith("400 ");
    assertThat(done).isEqualTo("200 {}");
  }

  @Test
  void list_readable_givesTheCallersPathsAlone() throws IOException {
    // Given
    for (String path : new String[]{"r/a", "r/probe/1", "r/probe/2", "r/probe/3", "r/z"}) {
      ask(Operation.PUT_SECRET, "{\"path\":\"" + path + "\",\"values\":{}}");
    }
    ask(Operation.PUT_POLICY, POLICY.replace("^probe", "^r/probe"));
    ask(Operation.PUT_POLICY, "{\"name\":\"lister\",\"spiffeidPattern\":\"^" + APP
        + "$\",\"pathPattern\":\"^spike/system/secret$\",\"permissions\":[\"list\"]}");

    // When
    String all = nexus.line(Operation.LIST_SECRETS, APP, "{\"prefix\":\"r/\"}");
    String readable =
        nexus.line(Operation.LIST_SECRETS, APP, "{\"prefix\":\"r/\",\"readable\":true}");
    String page = nexus.line(Operation.LIST_SECRETS, APP,
        "{\"prefix\":\"r/\",\"readable\":true,\"limit\":2}");
    String rest = nexus.line(Operation.LIST_SECRETS, APP,
        "{\"prefix\":\"r/\",\"readable\":true,\"limit\":2,\"after\":\"r/probe/2\"}");

    // Then
    assertThat(all)
        .isEqualTo("200 {\"keys\":[\"r/a\",\"r/probe/1\",\"r/probe/2\",\"r/probe/3\",\"r/z\"]}");
    assertThat(readable).isEqualTo("200 {\"keys\":[\"r/probe/1\",\"r/probe/2\",\"r/probe/3\"]}");
    assertThat(page).isEqualTo("200 {\"keys\":[\"r/probe/1\",\"r/probe/2\"],\"more\":true}");
    assertThat(rest).isEqualTo("200 {\"keys\":[\"r/probe/3\"]}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      APP + " | probe/x | read | true | policy 'p 1' grants it",
      APP + " | probe/x | write | false | no policy grants it",
      APP + "2 | other | read | false | no policy grants it",
      "spiffe://spike.ist/spike/pilot/role/superuser | x | read | true | the superuser needs no policy",
      "spiffe://spike.ist/spike/workload/role/lite | probe/x | read | false"
          + " | a lite workload gets nothing but the cipher from any policy",
      "spiffe://spike.ist/spike/workload/role/lite | spike/system/cipher/exec | execute | true"
          + " | a lite workload may use the cipher without a policy"})
  void explain_question_saysWhoDecidesAndWhy(String caller, String path, String permission,
      boolean granted, String decidedBy) throws IOException {
    // Given
    ask(Operation.PUT_POLICY, POLICY);
    ask(Operation.PUT_POLICY, "{\"name\":\"open\",\"spiffeidPattern\":\"spiffe://none.org/x\","
        + "\"pathPattern\":\"^zz/\",\"permissions\":[\"write\"]}");

    // When
    PolicyExplanation explanation =
        PolicyExplanation.parse(nexus.call(Operation.EXPLAIN_POLICY, CalledNexus.SUPERUSER,
            new String(new ExplainPolicy(caller, path, permission).toJson(), UTF_8)).body());

    // Then
    assertThat(explanation.granted()).isEqualTo(granted);
    assertThat(explanation.decidedBy()).isEqualTo(decidedBy);
    assertThat(explanation.policies()).extracting(PolicyExplanation.Entry::name)
        .containsExactlyInAnyOrder("p 1", "open");
    assertThat(explanation.policies()).filteredOn(entry -> entry.name().equals("open"))
        .first().satisfies(entry -> assertThat(entry.warnings()).hasSize(2));
    assertThat(explanation.omitted()).isZero();
  }

  @Test
  void explain_manyPolicies_showsTheClosestAndCountsTheRest() throws IOException {
    // Given
    for (int i = 0; i < 130; i++) {
      put("p" + i, "^spiffe://x/" + i + "$", "^zz/" + i % 2 + "$");
    }

    // When
    PolicyExplanation explanation = PolicyExplanation.parse(nexus.call(Operation.EXPLAIN_POLICY,
        CalledNexus.SUPERUSER, "{\"spiffeId\":\"spiffe://x/7\",\"path\":\"zz/1\","
            + "\"permission\":\"read\"}")
        .body());

    // Then
    assertThat(explanation.policies()).hasSize(100).first()
        .isEqualTo(new PolicyExplanation.Entry("p7", List.of(), List.of()));
    assertThat(explanation.policies().get(1).reasons())
        .containsExactly("its SPIFFE ID pattern ^spiffe://x/1$ is not found in the SPIFFE ID");
    assertThat(explanation.omitted()).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{} | 400", "{\"spiffeId\":\"x\",\"path\":\"a\",\"permission\":\"read\"} | 400",
      "{\"spiffeId\":\"spiffe://x/..\",\"path\":\"a\",\"permission\":\"read\"} | 400",
      "{\"spiffeId\":\"spiffe://x/./y\",\"path\":\"a\",\"permission\":\"read\"} | 400",
      "{\"spiffeId\":\"spiffe://x\",\"path\":\"a b\",\"permission\":\"read\"} | 400",
      "{\"spiffeId\":\"spiffe://x\",\"path\":\"a\",\"permission\":\"fly\"} | 400"})
  void explain_senselessQuestion_isRefused(String request, int status) {
    assertThat(nexus.call(Operation.EXPLAIN_POLICY, CalledNexus.SUPERUSER, request).status())
        .isEqualTo(status);
    assertThat(nexus.call(Operation.EXPLAIN_POLICY, APP, request).status()).isEqualTo(401);
  }
}
