// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.crypto.SecretBytes;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.ImportSpike;
import ist.spike.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published description against the table of operations; {@link RouteMatrixTest} has the answers. */
final class OpenApiTest {

  private static final OpenApi DESCRIPTION = OpenApi.load();

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
    for (ErrorCode code : new ErrorCode[]{ErrorCode.BAD_REQUEST, ErrorCode.UNAUTHORIZED,
        ErrorCode.NOT_FOUND, ErrorCode.CONFLICT, ErrorCode.INTERNAL, ErrorCode.NOT_READY,
        ErrorCode.BUSY, ErrorCode.DAMAGED}) {
      Map<?, ?> json = (Map<?, ?>) Objects.requireNonNull(Recorded
          .parse(new String(operation.failureBody(code), StandardCharsets.UTF_8)));
      String name = json.containsKey("Err") ? "Err" : "err";

      DESCRIPTION.require("Failure", Map.of(name, Objects.requireNonNull(json.get(name))));
    }
  }

  @Test
  void import_asItIsWritten_isDescribed() {
    // Given
    Instant time = Instant.parse("2026-01-02T03:04:05.678Z");
    SortedMap<Integer, ImportSpike.Version> versions = new TreeMap<>(Map.of(
        1, new ImportSpike.Version(time, Optional.of(time), Optional.empty()),
        2, new ImportSpike.Version(time, Optional.empty(),
            Optional.of(new TreeMap<>(Map.of("k", "v"))))));
    try (ImportSpike batch = new ImportSpike(true, Optional.of(SecretBytes.random(32)),
        List.of(new ImportSpike.Secret("a/b", 2, 10, time, time, versions)))) {
      // When, Then
      DESCRIPTION.require("ImportRequest",
          Recorded.parse(new String(batch.toJson(), StandardCharsets.UTF_8)));
    }
    DESCRIPTION.require("ImportAnswer", Recorded.parse(new String(
        new ImportSpike.Answer(true, List.of(ImportSpike.Outcome.values())).toJson(),
        StandardCharsets.UTF_8)));
  }

  @Test
  void description_hasNoOtherPathAndNoLooseEnd() {
    Set<String> paths = new TreeSet<>();
    Arrays.stream(Operation.values()).map(Operation::path).forEach(paths::add);

    DESCRIPTION.requireComplete();
    assertThat(DESCRIPTION.paths().keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrderElementsOf(paths);
  }
}
