// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class LicenceHeaderTest {

  private static final String HEADER = "// SPDX-License-Identifier: Apache-2.0\n";

  @Test
  void javaFile_startsWithLicence() {
    assertThat(Sources.javaFiles(Sources.PROCESSORS, Sources.ROUTES, Sources.TESTS, Sources.BENCH))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(Sources.read(file)).startsWith(HEADER));
  }

  @Test
  void script_saysItsLicenceInTheFirstLines() {
    assertThat(new Path[]{Path.of("spike"), Path.of(".ci/run"), Path.of("bench/run")})
        .allSatisfy(file -> assertThat(Sources.read(file).lines().limit(3))
            .contains("# SPDX-License-Identifier: Apache-2.0"));
  }
}
