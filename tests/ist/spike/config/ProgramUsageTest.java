// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProgramUsageTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      NEXUS     | ''                     |
      NEXUS     | --config a.properties  |
      NEXUS     | --config --confg       |
      KEEPER    | --config=a.properties  |
      BOOTSTRAP | -init --config a       |
      BOOTSTRAP | --init                 |
      NEXUS     | --confg a              | unknown argument --confg; usage: spike nexus [--config FILE]
      NEXUS     | --config a b           | unknown argument b; usage: spike nexus [--config FILE]
      KEEPER    | -init                  | unknown argument -init; usage: spike keeper [--config FILE]
      BOOTSTRAP | -force                 | unknown argument -force; usage: spike bootstrap -init [--config FILE]
      """)
  void refusal_whatNobodyCanMean_isNamed(ProgramUsage program, String line, String expected) {
    List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" "));
    assertThat(program.refusal(arguments).orElse(null)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void help_everyProgram_showsHowToStartItAndItsSettings(ProgramUsage program) {
    assertThat(program.help()).startsWith("spike " + program.program() + " runs ")
        .contains("[--config FILE]\n\n# SPIKE ", "\ntrust.root=spike.ist\n").endsWith("\n");
  }

  @Test
  void isHelpWanted_anywhere_isSeen() {
    assertThat(ProgramUsage.NEXUS.isHelpWanted(List.of("--config", "a", "-h"))).isTrue();
    assertThat(ProgramUsage.NEXUS.isHelpWanted(List.of("--help"))).isTrue();
    assertThat(ProgramUsage.NEXUS.isHelpWanted(List.of("--config", "a"))).isFalse();
  }
}
