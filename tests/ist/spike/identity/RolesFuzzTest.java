// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spiffe.exception.InvalidSpiffeIdException;
import io.spiffe.spiffeid.SpiffeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** SPIFFE IDs as a certificate may hold them, and the roles they give. */
final class RolesFuzzTest {

  private static final String ROOT = "spike.ist";
  private static final Roles ROLES = new Roles(everyRole());

  @FuzzTest(maxDuration = "4s")
  void role_anyId_goesBySegmentsOfItsPath(byte[] text) {
    SpiffeId id;
    try {
      id = SpiffeId.parse(new String(text, UTF_8));
    } catch (InvalidSpiffeIdException | IllegalArgumentException e) {
      return;
    }
    List<String> segments = Arrays.asList(id.toString().split("/", -1));
    for (Role role : Role.values()) {
      List<String> wanted = new ArrayList<>(List.of("spiffe:", "", ROOT));
      wanted.addAll(List.of(role.path().split("/", -1)));
      assertThat(ROLES.has(id, role)).as("%s of %s", role, id)
          .isEqualTo(segments.size() >= wanted.size()
              && segments.subList(0, wanted.size()).equals(wanted));
    }
  }

  private static Map<Role, List<String>> everyRole() {
    Map<Role, List<String>> roots = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      roots.put(role, List.of(ROOT));
    }
    return roots;
  }
}
