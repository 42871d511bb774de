// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  /** Boxes of routes first, arrows after them: an arrow inside a box would pull its ends into it. */
  private static String draw(List<RouteDefinition> routes) {
    Set<String> entries = new TreeSet<>();
    for (RouteDefinition route : routes) {
      entries.add(id(route.getInput().getEndpointUri()));
    }
    StringBuilder boxes = new StringBuilder("flowchart TD\n");
    StringBuilder arrows = new StringBuilder();
    for (RouteDefinition route : routes) {
      String from = route.getInput().getEndpointUri();
      boxes.append("  subgraph ").append(route.getRouteId()).append("-route[\"")
          .append(route.getDescriptionText()).append("\"]\n    ").append(endpoint(from))
          .append('\n');
      new Picture(entries, boxes, arrows).draw(RouteSteps.own(route), id(from), route.getRouteId());
      boxes.append("  end\n");
    }
    return boxes.append(arrows).toString();
  }

  /**
   * Where the parts of the picture go.
   *
   * @param entries what routes start with; a step that sends to one adds no node of its own
   */
  private record Picture(Set<String> entries, StringBuilder boxes, StringBuilder arrows) {

    void draw(List<ProcessorDefinition<?>> steps, String before, String prefix) {
      String last = before;
      for (ProcessorDefinition<?> step : steps) {
        String here = node(step, prefix);
        arrows.append("  ").append(last).append(" --> ").append(here).append('\n');
        draw(step.getOutputs(), here, prefix);
        last = here;
      }
    }

    private String node(ProcessorDefinition<?> step, String prefix) {
      Optional<String> uri = RouteSteps.endpoint(step);
      String here = uri.map(RouteDiagramTest::id).orElse(prefix + "-" + step.getId());
      if (!entries.contains(here)) {
        boxes.append("    ").append(uri.map(RouteDiagramTest::endpoint)
            .orElse(here + "[\"" + step.getId() + "\"]")).append('\n');
      }
      return here;
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
