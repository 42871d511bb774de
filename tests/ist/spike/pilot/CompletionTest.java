// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion scripts in the shells they are for. */
final class CompletionTest {

  private static final int LIMIT_SECONDS = 30;

  @TempDir
  private Path home = Path.of("");

  @ParameterizedTest
  @CsvSource({"bash, complete -o default -F _spike spike", "zsh, #compdef spike",
      "fish, complete -c spike"})
  void completion_ofAShell_isItsScript(String shell, String expected) {
    // Given
    Shell terminal = new Shell(home, FakeNexus.answering("{}"));

    // When
    int exit = terminal.run("completion " + shell);

    // Then
    assertThat(terminal.out()).contains(expected, "secret metadata get", "prefix")
        .doesNotContain("\u001b");
    assertThat(exit).isZero();
  }

  @Tag("system")
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "secret g | get",
      "secret met | metadata",
      "secret metadata get --ver | --version",
      "secret list --pre | --prefix",
      "rest | restore",
      "completion z | zsh"})
  void complete_inBash_offersVerbsAndFlags(String line, String expected) throws Exception {
    // Given
    String words = "spike " + line;
    int last = words.split(" ", -1).length - 1;

    // When
    String offered = run("bash", "source \"$1\"; COMP_WORDS=(" + words + "); COMP_CWORD=" + last
        + "; _spike; echo \"${COMPREPLY[*]}\"");

    // Then
    assertThat(offered.strip()).isEqualTo(expected);
  }

  @Tag("system")
  @Test
  void complete_inFish_offersVerbsAndFlags() throws Exception {
    assertThat(run("fish", "source $argv[1]; complete -C 'spike secret g';"
        + " complete -C 'spike secret list --pre'").lines().map(line -> line.split("\t", 2)[0]))
        .containsExactly("get", "--prefix");
  }

  @Tag("system")
  @Test
  void complete_inZsh_isAFunctionThatOffersVerbs() throws Exception {
    assertThat(run("zsh", "compdef() { : }; source $1; _files() { : };"
        + " _describe() { print -l -- ${(P)2} }; words=(spike secret list --pre); CURRENT=4;"
        + " PREFIX=--pre; _spike; words=(spike secret ''); CURRENT=3; PREFIX=; _spike").lines())
        .contains("--prefix:only paths that begin with this").anyMatch(
            line -> line.startsWith("undelete:"));
  }

  @Tag("system")
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "bash | source \"$1\"; COMP_WORDS=(spike secret get a/); COMP_CWORD=3; _spike;"
          + " printf '%s\\n' \"${COMPREPLY[@]}\"",
      "fish | source $argv[1]; complete -C 'spike secret get a/'",
      "zsh | compdef() { : }; source $1; _describe() { : };"
          + " compadd() { shift; print -l -- \"$@\" }; words=(spike secret get a/); CURRENT=4;"
          + " PREFIX=a/; _spike"})
  void complete_pathOfASecret_asksNexusAndTakesOnlyPlainPaths(String shell, String script)
      throws Exception {
    // Given: a Nexus that would have the shell carry something out
    Path spike = Files.writeString(home.resolve("spike"),
        "#!/bin/sh\necho \"$*\" >>'" + home.resolve("asked") + "'\n"
            + "printf '%s\\n' '- a/b' '- a/$(touch pwned)' '- a/`touch pwned`' '- a/c-1.x'\n");
    Files.setPosixFilePermissions(spike, PosixFilePermissions.fromString("rwx------"));

    // When
    String offered = run(shell, script);

    // Then
    assertThat(offered.lines()).containsExactlyInAnyOrder("a/b", "a/c-1.x");
    assertThat(home.resolve("asked")).content()
        .isEqualTo("secret list --limit 100 --prefix a/\n");
    assertThat(home.resolve("pwned")).doesNotExist();
  }

  /** What a shell prints that runs a script, whose argument is the file of our completion. */
  private String run(String shell, String script) throws IOException, InterruptedException {
    Shell terminal = new Shell(home, FakeNexus.answering("{}"));
    terminal.run("completion " + shell);
    Path file = Files.writeString(home.resolve("completion"), terminal.out());
    List<String> command = shell.equals("fish")
        ? List.of(shell, "--no-config", "-c", script, file.toString())
        : List.of(shell, "-c", script, shell, file.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(home.resolve("out").toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().merge("PATH", home.toString(), (path, first) -> first + ":" + path);
    builder.directory(home.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return Files.readString(home.resolve("out"), UTF_8);
  }
}
