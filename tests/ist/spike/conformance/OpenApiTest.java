// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  void description_hasNoOtherPathAndNoLooseEnd() {
    Set<String> paths = new TreeSet<>();
    Arrays.stream(Operation.values()).map(Operation::path).forEach(paths::add);

    DESCRIPTION.requireComplete();
    assertThat(DESCRIPTION.paths().keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrderElementsOf(paths);
  }
}
