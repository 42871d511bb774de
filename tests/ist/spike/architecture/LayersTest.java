// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Who may use whom. The rules are a table to read; what they say is in the architecture page. */
@AnalyzeClasses(packages = "ist.spike", importOptions = ProductionClasses.class)
final class LayersTest {

  private static final String[] PURE_JAVA = {"java.lang..", "java.util", "java.util.function..",
      "java.util.stream..", "java.util.concurrent..", "java.math..", "java.nio",
      "java.nio.charset..",
      "java.security..", "javax.crypto..", "org.bouncycastle..", "org.jspecify..",
      "com.google.errorprone.annotations.."};

  private static final String LAUNCHER = "ist.spike.kit.Launcher";

  private static final DescribedPredicate<JavaClass> PROGRAM_PACKAGE = inPackagesOf("routes",
      Sources.packages(Sources.ROUTES).toArray(String[]::new));

  private static final DescribedPredicate<JavaClass> DOMAIN_PACKAGE = inPackagesOf("processors",
      Sources.packages(Sources.PROCESSORS).toArray(String[]::new));

  /** Only a class with a main may end the process. */
  private static final DescribedPredicate<JavaClass> ENTRY_POINT =
      describe("has a main method", type -> type.tryGetMethod("main", String[].class).isPresent());

  @ArchTest
  static final ArchRule PROCESSORS_KNOW_NO_CAMEL = noClasses().that(DOMAIN_PACKAGE)
      .should().dependOnClassesThat().resideInAPackage("org.apache.camel..");

  @ArchTest
  static final ArchRule PROCESSORS_KNOW_NO_ROUTES = noClasses().that(DOMAIN_PACKAGE)
      .should().dependOnClassesThat(PROGRAM_PACKAGE);

  @ArchTest
  static final ArchRule CRYPTO_IS_PURE = classes().that().resideInAPackage("ist.spike.crypto..")
      .should().onlyDependOnClassesThat().resideInAnyPackage(with("ist.spike.crypto.."));

  @ArchTest
  static final ArchRule SHARD_IS_PURE = classes().that().resideInAPackage("ist.spike.shard..")
      .should().onlyDependOnClassesThat()
      .resideInAnyPackage(with("ist.spike.crypto..", "ist.spike.shard..")).allowEmptyShould(true);

  @ArchTest
  static final ArchRule ONLY_NEXUS_AND_BACKUP_TOUCH_THE_STORE = noClasses().that()
      .resideInAnyPackage("ist.spike.keeper..", "ist.spike.pilot..", "ist.spike.bootstrap..")
      .should().dependOnClassesThat()
      .resideInAnyPackage("ist.spike.store..", "org.sqlite..", "java.sql..", "javax.sql..")
      .allowEmptyShould(true);

  @ArchTest
  static final ArchRule ONLY_DEV_KNOWS_THE_EMBEDDED_AUTHORITY = noClasses().that()
      .resideOutsideOfPackage("ist.spike.dev..").and(DescribedPredicate.not(name(LAUNCHER)))
      .should().dependOnClassesThat().resideInAPackage("ist.spike.dev..");

  /** Outside a cluster nothing of its client is loaded. */
  @ArchTest
  static final ArchRule ONLY_THE_CLUSTER_MARKER_KNOWS_KUBERNETES = noClasses().that(
      describe("not the marker",
          type -> !type.getName().startsWith("ist.spike.bootstrap.ClusterMarker")))
      .should().dependOnClassesThat().resideInAPackage("io.fabric8..");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLE = slices().matching("ist.spike.(*)..")
      .should().beFreeOfCycles().ignoreDependency(name(LAUNCHER), alwaysTrue());

  @ArchTest
  static final ArchRule ONLY_THE_TERMINAL_PRINTS = noClasses().that(
      describe("not the Terminal", type -> !type.getName().equals("ist.spike.pilot.Terminal")))
      .should().accessField(System.class, "out").orShould().accessField(System.class, "err");

  @ArchTest
  static final ArchRule NOBODY_PRINTS_STACK_TRACES = noClasses().should()
      .callMethod(Throwable.class, "printStackTrace")
      .orShould().callMethod(Throwable.class, "printStackTrace", PrintStream.class);

  @ArchTest
  static final ArchRule ONLY_MAINS_EXIT = noClasses().that(DescribedPredicate.not(ENTRY_POINT))
      .should().callMethod(System.class, "exit", int.class)
      .orShould().callMethod(Runtime.class, "exit", int.class)
      .orShould().callMethod(Runtime.class, "halt", int.class);

  @Test
  void package_isEitherDomainOrProgram() {
    assertThat(Sources.packages(Sources.PROCESSORS))
        .doesNotContainAnyElementsOf(Sources.packages(Sources.ROUTES));
  }

  private static String[] with(String... own) {
    String[] all = Arrays.copyOf(own, own.length + PURE_JAVA.length);
    System.arraycopy(PURE_JAVA, 0, all, own.length, PURE_JAVA.length);
    return all;
  }

  private static DescribedPredicate<JavaClass> inPackagesOf(String root, String... packages) {
    return describe("is in " + root, JavaClass.Predicates.resideInAnyPackage(packages));
  }
}
