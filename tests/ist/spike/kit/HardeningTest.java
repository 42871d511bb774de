// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The JVM of the tests may be attached to, and may lock memory or not. */
final class HardeningTest {

  @Test
  void weaknesses_jvmThatMayBeAttachedTo_saysWhatToSet() {
    List<String> found = Hardening.weaknesses();
    assertThat(found.getLast()).isEqualTo("the JVM lets other processes of this user attach and"
        + " dump its heap; start it with -XX:+DisableAttachMechanism, as the launcher spike does");
  }
}
