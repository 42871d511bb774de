// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the committed pictures of the routes true; {@code -Ddiagrams.update} redraws them. */
final class RouteDiagramTest {

  private static final Path DIAGRAMS = Path.of("ops", "diagrams");

  static Stream<AllRoutes.Program> programs() {
    return AllRoutes.programs().stream();
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("programs")
  void diagram_isUpToDate(AllRoutes.Program program) throws Exception {
    // Given
    Path committed = DIAGRAMS.resolve(program.name() + ".mmd");

    // When
    String drawn = draw(program.model().routes());
    if (System.getProperty("diagrams.update") != null) {
      Files.createDirectories(DIAGRAMS);
      Files.writeString(committed, drawn);
    }

    // Then
    assertThat(committed)
        .as("to redraw: mvn -o -q test -Dtest=RouteDiagramTest -Ddiagrams.update")
        .content().isEqualTo(drawn);
  }

  @Test
  void diagram_belongsToAProgram() {
    assertThat(Sources.files(DIAGRAMS, ".mmd"))
        .extracting(file -> file.getFileName().toString().replace(".mmd", ""))
        .containsExactlyInAnyOrderElementsOf(
            AllRoutes.programs().stream().map(AllRoutes.Program::name).toList());
  }

  private static String draw(List<RouteDefinition> routes) {
    StringBuilder out = new StringBuilder("flowchart TD\n");
    for (RouteDefinition route : routes) {
      String from = route.getInput().getEndpointUri();
      out.append("  subgraph ").append(route.getRouteId()).append("-route[\"")
          .append(route.getDescriptionText()).append("\"]\n    ").append(endpoint(from))
          .append('\n');
      drawSteps(out, route.getOutputs(), id(from), route.getRouteId());
      out.append("  end\n");
    }
    return out.toString();
  }

  private static void drawSteps(StringBuilder out, List<ProcessorDefinition<?>> steps,
      String before, String prefix) {
    String last = before;
    for (ProcessorDefinition<?> step : RouteSteps.own(steps)) {
      String here = RouteSteps.endpoint(step).map(RouteDiagramTest::id)
          .orElse(prefix + "-" + step.getId());
      out.append("    ").append(last).append(" --> ").append(RouteSteps.endpoint(step)
          .map(RouteDiagramTest::endpoint).orElse(here + "[\"" + step.getId() + "\"]"));
      out.append('\n');
      drawSteps(out, step.getOutputs(), here, here);
      last = here;
    }
  }

  /** An endpoint without its options, which are settings and no part of the picture. */
  private static String name(String uri) {
    return uri.replaceAll("\\?.*", "");
  }

  private static String id(String uri) {
    return name(uri).replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private static String endpoint(String uri) {
    return id(uri) + "([\"" + name(uri) + "\"])";
  }
}
