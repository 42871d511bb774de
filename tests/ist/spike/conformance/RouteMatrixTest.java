// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.fakes.RawAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route × identity × outcome, from the tables of the wire specification (2.1, 2.5, 3 and 6.3),
 * which are written down here once more and not read from the code.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class RouteMatrixTest {

  static final Map<String, List<String>> JSON_HEADERS = Map.of("content-type",
      List.of("application/json"), "cache-control",
      List.of("no-store, no-cache, must-revalidate, private"), "pragma", List.of("no-cache"),
      "expires", List.of("0"));
  private static final Map<String, List<String>> BINARY_HEADERS =
      Map.of("content-type", List.of("application/octet-stream"));

  private static final OpenApi DESCRIPTION = OpenApi.load();
  private static final String JSON = "application/json";
  private static final String STREAM = "application/octet-stream";
  private static final String MALFORMED = "{";
  private static final String FALLBACK = "400 {\"err\":\"api_bad_request\"}";
  private static final List<String> METHODS =
      List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post", "FROB");

  private final Path home;
  private final SpikeSystem system;
  private final List<Route> routes;

  /**
   * A row of the tables.
   *
   * @param callers who is let through, names with blanks between them
   * @param zero the members of a failure before {@code err}
   * @param invalid a body that parses and breaks a rule; empty when there is none
   * @param good a body that is answered 200
   * @param answer a pattern of that answer
   */
  record Route(String target, String type, String callers, String zero, String invalid,
      String good, String answer) {

    boolean lets(Who who) {
      return Arrays.asList(callers.split(" ", -1)).contains(who.name());
    }

    String failure(int status, String code) {
      return status + " {" + zero + "\"err\":\"" + code + "\"}";
    }

    boolean isStream() {
      return type.equals(STREAM);
    }

    /** SPIKE authorises decrypt, and only that, before it reads the body. */
    boolean authorisesFirst() {
      return target.equals("/v1/cipher/decrypt");
    }
  }

  RouteMatrixTest(@TempDir Path home) throws Exception {
    this.home = home;
    system = SpikeSystem.ready(home, Map.of());
    for (String path : List.of("m/one", "m/gone", "m/back")) {
      ok("/v1/store/secrets", "{\"path\":\"" + path + "\",\"values\":{\"k\":\"v\"}}");
    }
    ok("/v1/store/secrets?action=delete", "{\"path\":\"m/back\"}");
    for (String name : List.of("m-one", "m-gone")) {
      ok("/v1/acl/policy", "{\"name\":\"" + name + "\",\"spiffeidPattern\":"
          + "\"^spiffe://spike.ist/x$\",\"pathPattern\":\"^m/" + (name.endsWith("one") ? "x" : "y")
          + "$\",\"permissions\":[\"read\"]}");
    }
    routes = routes();
  }

  /** Whatever was asked here, by whomever, and however it ended, has one record of how it ended. */
  @AfterAll
  void stop() throws IOException {
    system.close();
    assertThat(system.answered()).hasSizeGreaterThan(300);
    assertThat(AuditTrail.statuses(home)).containsAllEntriesOf(system.answered().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, answer -> List.of(answer.getValue()))));
  }

  private RawAnswer ok(String target, String body) throws IOException {
    RawAnswer answer = system.post(Who.SUPERUSER, target, body);
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  private List<Route> routes() throws IOException {
    String time = "\"0001-01-01T00:00:00Z\"";
    String metadata = "\"metadata\":{\"currentVersion\":0,\"oldestVersion\":0,\"createdTime\":"
        + time + ",\"updatedTime\":" + time + ",\"maxVersions\":0},";
    String seal = "\"version\":0,\"nonce\":null,\"ciphertext\":null,";
    String sealed = ok("/v1/cipher/encrypt", "{\"plaintext\":\"aGVsbG8=\"}").text();
    String secrets = "/v1/store/secrets";
    String badPath = "{\"path\":\"a b\"}";
    List<Route> all = new ArrayList<>(List.of(
        new Route(secrets, JSON, "SUPERUSER", "", badPath,
            "{\"path\":\"m/put\",\"values\":{\"k\":\"v\"}}", "\\{(\"version\":1)?}"),
        new Route(secrets + "?action=get", JSON, "SUPERUSER", "\"data\":null,", badPath,
            "{\"path\":\"m/one\"}", "\\{\"data\":\\{\"k\":\"v\"}}"),
        new Route(secrets + "?action=delete", JSON, "SUPERUSER", "", badPath,
            "{\"path\":\"m/gone\",\"versions\":[1]}", "\\{}"),
        new Route(secrets + "?action=undelete", JSON, "SUPERUSER", "", badPath,
            "{\"path\":\"m/back\",\"versions\":[1]}", "\\{}"),
        new Route(secrets + "?action=list", JSON, "SUPERUSER", "\"keys\":null,", "", "{}",
            "\\{\"keys\":\\[\"m/back\",\"m/gone\",\"m/one\"(,\"m/put\")?]}"),
        new Route(secrets + "/metadata?action=get", JSON, "SUPERUSER", metadata, badPath,
            "{\"path\":\"m/one\"}", "\\{\"versions\":\\{\"1\":\\{\"createdTime\":\"[^\"]+\","
                + "\"version\":1,\"deletedTime\":null}},\"metadata\":\\{\"currentVersion\":1,"
                + "\"oldestVersion\":1,\"createdTime\":\"[^\"]+\",\"updatedTime\":\"[^\"]+\","
                + "\"maxVersions\":10}}")));
    all.addAll(List.of(
        new Route("/v1/operator/recover", JSON, "RECOVER", "\"shards\":null,", "", "{}",
            "\\{\"shards\":(\\{?,?\"[123]\":\\[[0-9,]+]){3}}(,\"shareSet\":\\{.*})?}"),
        new Route("/v1/operator/restore", JSON, "RESTORE",
            "\"collected\":0,\"remaining\":0,\"restored\":false,", "{\"id\":0,\"shard\":[1]}",
            "{\"id\":1,\"shard\":" + share(1) + "}",
            "\\{\"collected\":1,\"remaining\":1,\"restored\":false}"),
        new Route("/v1/cipher/encrypt", JSON, "SUPERUSER LITE", seal, "",
            "{\"plaintext\":\"aGVsbG8=\",\"algorithm\":\"x\"}",
            "\\{\"version\":1,\"nonce\":\"[^\"]{16}\",\"ciphertext\":\"[^\"]{28}\"}"),
        new Route("/v1/cipher/encrypt", STREAM, "SUPERUSER LITE", seal, "", "hello",
            "(?s)\u0001.*"),
        new Route("/v1/cipher/decrypt", JSON, "SUPERUSER LITE", "\"plaintext\":null,",
            "{\"version\":2}", sealed, "\\{\"plaintext\":\"aGVsbG8=\"}"),
        new Route("/v1/cipher/decrypt", STREAM, "SUPERUSER LITE", "\"plaintext\":null,", "", "",
            "crypto_failed_to_read_version\n"),
        new Route("/v1/bootstrap/verify", JSON, "BOOTSTRAP", "\"hash\":\"\",",
            "{\"nonce\":\"AAAA\",\"ciphertext\":\"AAAA\"}", system.probe(),
            "\\{\"hash\":\"[0-9a-f]{64}\"}")));
    all.addAll(policyRoutes(time));
    return List.copyOf(all);
  }

  private static List<Route> policyRoutes(String time) {
    String policy = "\"id\":\"\",\"name\":\"\",\"spiffiedPattern\":\"\",\"pathPattern\":\"\","
        + "\"permissions\":null,\"createdAt\":" + time + ",\"updatedAt\":" + time + ",";
    String path = "/v1/acl/policy";
    return List.of(
        new Route(path, JSON, "SUPERUSER", "", "{\"name\":\"a/b\"}",
            "{\"name\":\"m put\",\"spiffeidPattern\":\"^spiffe://spike\\\\.ist/none$\","
                + "\"pathPattern\":\"^m/none$\",\"permissions\":[\"read\"]}",
            "\\{}"),
        new Route(path + "?action=get", JSON, "SUPERUSER", policy, "{\"id\":\"a/b\"}",
            "{\"id\":\"m-one\"}", "\\{\"id\":\"\",\"name\":\"m-one\",\"spiffiedPattern\":"
                + "\"\\^spiffe://spike.ist/x\\$\",\"pathPattern\":\"\\^m/x\\$\",\"permissions\":"
                + "\\[\"read\"],\"createdAt\":\"[^\"]+\",\"updatedAt\":\"[^\"]+\".*}"),
        new Route(path + "?action=delete", JSON, "SUPERUSER", "", "{\"id\":\"a/b\"}",
            "{\"id\":\"m-gone\"}", "\\{}"),
        new Route(path + "?action=list", JSON, "SUPERUSER", "\"policies\":null,", "",
            "{\"pathPattern\":\"^m/x$\"}",
            "\\{\"policies\":\\[\\{\"id\":\"\",\"name\":\"m-one\"}]}"));
  }

  private String share(int id) throws IOException {
    RawAnswer shards = system.post(Who.RECOVER, "/v1/operator/recover", "{}");
    return shards.text().replaceFirst(".*\"" + id + "\":(\\[[0-9,]+]).*", "$1");
  }

  @TestFactory
  Stream<DynamicTest> route_goodBody_isAnsweredOnlyToWhomItMayBe() {
    return forAll("good body", (route, who) -> {
      RawAnswer answer = send(route, who, route.good());
      if (!route.lets(who)) {
        requireFailure(answer, route.failure(401, "access_unauthorized"));
      } else if (route.isStream() && route.authorisesFirst()) {
        assertThat(answer.toString()).matches("400 " + route.answer());
      } else {
        assertThat(answer.toString()).matches("(?s)200 " + route.answer());
        assertThat(answer.fixedHeaders())
            .isEqualTo(route.isStream() ? BINARY_HEADERS : JSON_HEADERS);
        if (!route.isStream()) {
          requireDescribed(route, "request", route.good());
          requireDescribed(route, "answer", answer.text());
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> route_malformedBody_isRefusedBeforeTheCallerIs() {
    return forAll("malformed body", (route, who) -> {
      if (route.isStream()) {
        return;
      }
      boolean stranger = route.authorisesFirst() && !route.lets(who);
      for (String body : List.of(MALFORMED, "", "[]", "{}{}", "{\"x\":01}")) {
        requireFailure(send(route, who, body), stranger
            ? route.failure(401, "access_unauthorized")
            : route.failure(400, "api_bad_request"));
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> route_invalidField_isRefusedAfterTheCallerIs() {
    return forAll("invalid field", (route, who) -> {
      if (!route.invalid().isEmpty()) {
        requireFailure(send(route, who, route.invalid()), route.lets(who)
            ? route.failure(400, "api_bad_request")
            : route.failure(401, "access_unauthorized"));
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> route_otherMethod_isTheFallbackToEverybody() {
    return forAll("other method", (route, who) -> {
      for (String method : METHODS) {
        RawAnswer answer =
            system.request(who, method, route.target(), route.type(), route.good().getBytes(UTF_8));
        requireFailure(answer, FALLBACK);
      }
      RawAnswer head = system.request(who, "HEAD", route.target(), JSON, new byte[0]);
      assertThat(head.toString()).isEqualTo("400 ");
      assertThat(head.fixedHeaders()).isEqualTo(JSON_HEADERS);
      assertThat(head.headers()).containsEntry("content-length", List.of("25"));
    });
  }

  @TestFactory
  Stream<DynamicTest> path_withAnActionItDoesNotHave_isTheFallback() {
    List<String> actions = List.of("get", "delete", "undelete", "list", "check", "read", "GET",
        "get%20", "%67et%00", "0");
    return routes.stream().map(route -> route.target().replaceFirst("\\?.*", "")).distinct()
        .flatMap(path -> actions.stream().map(action -> path + "?action=" + action))
        .filter(target -> routes.stream().noneMatch(route -> route.target().equals(target)))
        .map(target -> DynamicTest.dynamicTest(target,
            () -> requireFailure(system.post(Who.SUPERUSER, target, MALFORMED), FALLBACK)));
  }

  @TestFactory
  Stream<DynamicTest> path_unknown_isTheFallback() {
    return Stream.of("/", "/v1", "/v1/", "/v1/store", "/v1/store/secrets/", "/v1/store/secret",
        "/V1/store/secrets", "/v1/store/secrets/metadata", "/v1/store/keep", "/v1/store/shard",
        "/v1/store/contribute", "/v1/auth/initialization?action=check", "/v1/acl/policies",
        "/v1/store/secrets%00", "/v1/store/secrets%20", "/v1/store/secrets;x", "/favicon.ico",
        "/v1/store/secrets?Action=get&action=zz", "/%76%31/store/nothing")
        .map(target -> DynamicTest.dynamicTest(target,
            () -> requireFailure(system.post(Who.APP, target, "{}"), FALLBACK)));
  }

  @TestFactory
  Stream<DynamicTest> query_asGoReadsIt_findsTheSameRoute() {
    return Stream.of("/v1/store/secrets?action=list&x=1", "/v1/store/secrets?x=1&action=list",
        "/v1/store/secrets?action=list&action=get", "/v1/store/secrets?%61ction=l%69st",
        "/v1/store/secrets?action=%zz&action=list", "/v1/store/secrets?a;action=x&action=list",
        "//v1/store/secrets?action=list", "/v1/./store/x/../secrets?action=list",
        "/v1/store%2Fsecrets?action=list", "/v1/store/secrets?&&action=list&&")
        .map(target -> DynamicTest.dynamicTest(target, () -> assertThat(
            system.post(Who.SUPERUSER, target, "{}").toString()).startsWith("200 {\"keys\":")));
  }

  private interface Check {
    void run(Route route, Who who) throws IOException;
  }

  private Stream<DynamicTest> forAll(String outcome, Check check) {
    return routes.stream().flatMap(route -> Arrays.stream(Who.values())
        .map(who -> DynamicTest.dynamicTest(
            route.target() + (route.isStream() ? " stream" : "") + " as " + who + ": " + outcome,
            () -> check.run(route, who))));
  }

  private RawAnswer send(Route route, Who who, String body) throws IOException {
    return system.request(who, "POST", route.target(), route.type(), body.getBytes(UTF_8));
  }

  /** Whether the published description of the API says so too. */
  private static void requireDescribed(Route route, String part, String json) {
    String[] target = route.target().split("\\?action=", 2);
    Object schema =
        DESCRIPTION.action(target[0], target.length > 1 ? target[1] : "").get(part);
    DESCRIPTION.require(String.valueOf(schema), Recorded.parse(json));
  }

  private static void requireFailure(RawAnswer answer, String expected) {
    assertThat(answer.toString()).isEqualTo(expected);
    assertThat(answer.fixedHeaders()).isEqualTo(JSON_HEADERS);
  }
}
