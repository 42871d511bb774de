// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/**
 * The wall clock may jump as it likes: nothing that decides about a share reads it. Leases, waits and
 * deadlines go by the monotonic clock, whose every number is tried in the tests of their classes.
 */
final class ClockJumpTest {

  private static final String DECIDES =
      "ist\\.spike\\.(keyring|shard|keeper)\\..*|ist\\.spike\\.nexus\\.(KeyRecovery|KeeperRound"
          + "|KeeperRing|Heartbeat|Backoff|Deadline|KeyHolder|ShareCollection)"
          + "|ist\\.spike\\.bootstrap\\.(BootstrapRun|BootstrapSteps|Delivery|Tries)";

  @Test
  void shareProtocol_readsNoWallClock() {
    // Given
    JavaClasses production = new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("ist.spike");

    // When
    ArchRule rule = noClasses().that().haveNameMatching(DECIDES).should()
        .callMethod(System.class, "currentTimeMillis").orShould()
        .callMethod(Instant.class, "now").orShould().dependOnClassesThat()
        .areAssignableTo(Clock.class).orShould().dependOnClassesThat()
        .areAssignableTo(InstantSource.class);

    // Then
    rule.check(production);
  }
}
