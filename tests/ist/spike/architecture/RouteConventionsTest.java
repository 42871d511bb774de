// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route says what it is called and what it does, and every Java step in it has a name. */
final class RouteConventionsTest {

  private static final String KEBAB_CASE = "[a-z0-9]+(-[a-z0-9]+)+";

  /** Errors are mapped in one place; steps are typed references, not names of beans. */
  private static final Pattern NOT_IN_FLOWS = Pattern.compile(
      "\\bonException\\(|\\bdoTry\\(|\\berrorHandler\\(|\\.bean\\(|\"bean:|@BeanInject|@PropertyInject");

  static Stream<RouteDefinition> routes() throws Exception {
    List<RouteDefinition> all = new ArrayList<>();
    for (AllRoutes.Program program : AllRoutes.programs()) {
      all.addAll(program.model().routes());
    }
    return all.stream();
  }

  static Stream<AllRoutes.Program> programs() {
    return AllRoutes.programs().stream();
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("routes")
  void route_hasKebabCaseIdAndDescription(RouteDefinition route) {
    assertThat(route.hasCustomIdAssigned()).isTrue();
    assertThat(route.getRouteId()).matches(KEBAB_CASE);
    assertThat(route.getDescriptionText()).as("description of %s", route.getRouteId()).isNotBlank()
        .doesNotContain("\"").doesNotEndWith(".");
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("routes")
  void route_isNamedLikeItsEndpoint(RouteDefinition route) {
    String uri = route.getInput().getEndpointUri();
    if (uri.startsWith("direct:")) {
      assertThat(uri).isEqualTo("direct:" + route.getRouteId());
    }
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("routes")
  void route_namesEveryJavaStepOnce(RouteDefinition route) {
    List<String> unnamed = new ArrayList<>();
    List<String> named = new ArrayList<>();
    for (ProcessorDefinition<?> step : RouteSteps.all(RouteSteps.own(route))) {
      if (step.hasCustomIdAssigned()) {
        named.add(step.getId());
      } else if (RouteSteps.endpoint(step).isEmpty()) {
        unnamed.add(step.toString());
      }
    }
    assertThat(unnamed).as("steps of %s without .id(...)", route.getRouteId()).isEmpty();
    assertThat(named).doesNotHaveDuplicates().allMatch(id -> id.matches(KEBAB_CASE));
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("routes")
  void route_nestsAtMostOneStep(RouteDefinition route) {
    for (ProcessorDefinition<?> step : RouteSteps.own(route)) {
      for (ProcessorDefinition<?> nested : step.getOutputs()) {
        assertThat(nested.getOutputs()).as("steps nested below %s", nested).hasSizeLessThan(2);
      }
    }
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("programs")
  void program_usesEachRouteIdOnce(AllRoutes.Program program) throws Exception {
    assertThat(program.model().routes()).extracting(RouteDefinition::getRouteId)
        .doesNotHaveDuplicates();
  }

  /** Camel starts no route whose step is called like one of another route. */
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("programs")
  void program_usesEachStepIdOnce(AllRoutes.Program program) throws Exception {
    assertThat(program.model().routes())
        .flatExtracting(route -> RouteSteps.all(RouteSteps.own(route)))
        .filteredOn(ProcessorDefinition::hasCustomIdAssigned)
        .extracting(ProcessorDefinition::getId).doesNotHaveDuplicates();
  }

  /** Camel ignores a configuration that does not exist, and errors go unanswered. */
  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("programs")
  void program_hasTheConfigurationsItsRoutesName(AllRoutes.Program program) throws Exception {
    AllRoutes.Model model = program.model();
    assertThat(model.routes()).extracting(RouteDefinition::getRouteConfigurationId)
        .filteredOn(Objects::nonNull).isSubsetOf(model.configurationIds());
  }

  @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
  @MethodSource("programs")
  void program_hasTheRoutesItsStepsSendTo(AllRoutes.Program program) throws Exception {
    // Given
    List<RouteDefinition> routes = program.model().routes();
    List<String> entries = routes.stream().map(route -> route.getInput().getEndpointUri()).toList();

    // When
    List<String> targets = routes.stream()
        .flatMap(route -> RouteSteps.all(RouteSteps.own(route)).stream())
        .flatMap(step -> RouteSteps.endpoint(step).stream())
        .filter(uri -> uri.startsWith("direct:") && !uri.contains("${")).toList();

    // Then
    assertThat(targets).isSubsetOf(entries);
  }

  @Test
  void flowClass_extendsRouteBuilderItselfAndIsListed() {
    // Given
    Set<String> flows = new TreeSet<>();
    for (JavaClass type : new ClassFileImporter().withImportOption(new ProductionClasses())
        .importPackages("ist.spike")) {
      if (type.isAssignableTo(RouteBuilder.class)
          && !type.isAssignableTo(RouteConfigurationBuilder.class)) {
        assertThat(type.getRawSuperclass().orElseThrow().getName())
            .as("%s extends no base class of ours", type.getName()).startsWith("org.apache.camel.");
        flows.add(type.getName());
      }
    }

    // When
    Set<String> listed = new TreeSet<>();
    for (AllRoutes.Program program : AllRoutes.programs()) {
      program.builders().get().stream()
          .filter(builder -> !(builder instanceof RouteConfigurationBuilder))
          .forEach(builder -> listed.add(builder.getClass().getName()));
    }

    // Then
    assertThat(flows).isEqualTo(listed);
  }

  @Test
  void flowClass_leavesErrorsToErrorRoutesAndNamesNoBeans() {
    assertThat(Sources.javaFiles(Sources.ROUTES))
        .filteredOn(file -> !Sources.read(file).contains("extends RouteConfigurationBuilder"))
        .allSatisfy(file -> assertThat(Sources.read(file)).doesNotContainPattern(NOT_IN_FLOWS));
  }
}
