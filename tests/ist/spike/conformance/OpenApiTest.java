// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.AskNexusState;
import ist.spike.wire.EncryptedShares;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.KeeperStatus;
import ist.spike.wire.NexusState;
import ist.spike.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published description against the table of operations and against itself. */
final class OpenApiTest {

  private static final OpenApi DESCRIPTION = OpenApi.load();
  private static final List<String> JSON = List.of("content", "application/json", "schema");

  @ParameterizedTest
  @EnumSource(Operation.class)
  void operation_ofTheTable_isDescribed(Operation operation) {
    // When
    Map<?, ?> described = DESCRIPTION.action(operation.path(), operation.action());

    // Then
    assertThat(described.get("operation")).isEqualTo(operation.name());
    assertThat(described.get("who")).isEqualTo(operation.access().name());
    assertThat(described.get("sealed")).isEqualTo(operation.passesSealed());
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void failure_ofEveryOperation_isADescribedOne(Operation operation) {
    String schema = String.valueOf(
        DESCRIPTION.action(operation.path(), operation.action()).get("failure"));
    for (ErrorCode code : new ErrorCode[]{ErrorCode.BAD_REQUEST, ErrorCode.UNAUTHORIZED,
        ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.INTERNAL, ErrorCode.NOT_READY,
        ErrorCode.BUSY, ErrorCode.DAMAGED}) {
      Object json = Recorded
          .parse(new String(operation.failureBody(code), StandardCharsets.UTF_8));

      DESCRIPTION.require(schema, json);
      DESCRIPTION.require("Failure", json);
    }
  }

  /** What the description says of an operation is as true as the answers it was held to. */
  @Test
  void operations_allOfThem_areHeldToRealAnswers() {
    Set<Operation> held = EnumSet.copyOf(SecretsDescriptionTest.OPERATIONS);
    held.addAll(OperatorDescriptionTest.OPERATIONS);
    held.addAll(BackupDescriptionTest.OPERATIONS);
    held.addAll(KeeperDescriptionTest.OPERATIONS);

    assertThat(held).isEqualTo(EnumSet.allOf(Operation.class));
  }

  @TestFactory
  Stream<DynamicTest> path_whatItTakesAndAnswers_isThatOfItsActions() {
    return DESCRIPTION.paths().keySet().stream().map(String::valueOf)
        .map(path -> DynamicTest.dynamicTest(path, () -> {
          Map<?, ?> post = OpenApi.member(DESCRIPTION.paths(), path, "post");
          Map<?, ?> actions = OpenApi.member(post, "x-actions");
          assertThat(schemas(OpenApi.member(post, "requestBody")))
              .isEqualTo(all(actions, "request"));
          assertThat(schemas(OpenApi.member(post, "responses", "200")))
              .isEqualTo(all(actions, "answer"));
          if (actions.keySet().equals(Set.of(""))) {
            assertThat(post.containsKey("parameters")).isFalse();
          } else {
            Map<?, ?> parameter =
                (Map<?, ?>) ((List<?>) Objects.requireNonNull(post.get("parameters"))).getFirst();
            assertThat(OpenApi.member(parameter, "schema").get("enum"))
                .isEqualTo(List.copyOf(actions.keySet()));
            assertThat(parameter.get("required")).isEqualTo(!actions.containsKey(""));
          }
        }));
  }

  @TestFactory
  Stream<DynamicTest> words_ofAMember_areThoseOfTheCode() {
    return Map.<List<String>, Collection<String>>of(
        List.of("KeeperStatus", "properties", "holds"), lower(KeeperStatus.Holds.values()),
        List.of("NexusState", "properties", "phase"), lower(NexusState.Phase.values()),
        List.of("NexusStateRequest", "properties", "lease", "properties", "action"),
        lower(AskNexusState.LeaseAction.values()),
        List.of("ImportAnswer", "properties", "outcomes", "items"),
        Arrays.stream(ImportSpike.Outcome.values()).map(Enum::name).toList(),
        List.of("EncryptedShares", "properties", "files", "items", "properties", "suffix"),
        EncryptedShares.SUFFIXES,
        List.of("ErrorCode"), Arrays.stream(ErrorCode.values()).limit(8).map(ErrorCode::text)
            .toList())
        .entrySet().stream().map(words -> DynamicTest.dynamicTest(words.getKey().toString(),
            () -> assertThat((List<?>) OpenApi.member(DESCRIPTION.schema(words.getKey().getFirst()),
                words.getKey().stream().skip(1).toArray(String[]::new)).get("enum"))
                .map(String::valueOf).containsExactlyInAnyOrderElementsOf(words.getValue())));
  }

  @Test
  void description_hasNoOtherPathAndNoLooseEnd() {
    Set<String> paths = new TreeSet<>();
    Arrays.stream(Operation.values()).map(Operation::path).forEach(paths::add);

    DESCRIPTION.requireComplete();
    assertThat(DESCRIPTION.paths().keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrderElementsOf(paths);
  }

  private static Set<String> schemas(Map<?, ?> message) {
    Map<?, ?> schema = OpenApi.member(message, JSON.toArray(String[]::new));
    List<?> options = schema.get("anyOf") instanceof List<?> several ? several : List.of(schema);
    return options.stream().map(option -> String.valueOf(((Map<?, ?>) option).get("$ref")))
        .map(reference -> reference.replaceFirst(".*/", "")).collect(Collectors.toSet());
  }

  private static Set<String> all(Map<?, ?> actions, String part) {
    return actions.values().stream().map(each -> String.valueOf(((Map<?, ?>) each).get(part)))
        .collect(Collectors.toSet());
  }

  private static List<String> lower(Enum<?>[] words) {
    return Arrays.stream(words).map(word -> word.name().toLowerCase(Locale.ROOT)).toList();
  }
}
