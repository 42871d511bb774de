// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ist.spike.config.Settings;
import ist.spike.kit.ProgramSettings;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may stand in {@code backup.destinations}. */
final class BackupSettingsTest {

  @TempDir
  private Path directory;

  @Test
  void of_severalDestinations_namesThemWithoutUserAndOptions() throws Exception {
    // Given
    String options = options();

    // When
    List<Destination> destinations = read("file:/var/backups/spike, sftp://spike@host:2222/up"
        + options + ",sftp://spike@[::1]/up/" + options).destinations();

    // Then
    assertThat(destinations).extracting(Destination::name).containsExactly(
        "file:/var/backups/spike", "sftp://host:2222/up", "sftp://[::1]/up/");
  }

  @Test
  void of_nothing_isTheDirectoryBesideTheData() {
    assertThat(read("").destinations()).extracting(Destination::name)
        .containsExactly("file:" + directory + "/backups");
  }

  @Test
  void of_whatCannotBeUsed_isRefusedWithoutRepeatingValues() throws Exception {
    Map<String, String> table = Map.of(
        "ftp://host/up", "a destination is none of file:/directory, without options,"
            + " sftp://user@host/directory?... and s3://bucket/prefix?...",
        "file:/var/backups?secret=x", "a destination is none of file:/directory, without options,"
            + " sftp://user@host/directory?... and s3://bucket/prefix?...",
        "sftp://user:secret@host/up", "a destination must read"
            + " scheme://user@host:port/path?option=value, without a password",
        "sftp://user@host/up?password=secret", "sftp://host/up has no option 'password'; there are"
            + " knownHostsFile, privateKeyFile",
        "sftp://user@host/up?privateKeyFile=", "sftp://host/up must have a value for option"
            + " 'privateKeyFile', once",
        "sftp://host/up" + options(), "sftp://host/up must name a user, as in sftp://user@host/",
        "sftp://user@host/up", "sftp://host/up must have the option 'privateKeyFile'",
        "sftp://user@host/up?privateKeyFile=/none/secret", "sftp://host/up must name a file by its"
            + " whole path, one that can be read, in option 'privateKeyFile'",
        "sftp://user@host/u p?secret", "a destination is not a URI: Illegal character in path at"
            + " character 18");
    table.forEach((uri, message) -> assertThatThrownBy(() -> read(uri))
        .isInstanceOf(SpikeException.class)
        .hasMessage("SPIKE_BACKUP_DESTINATIONS: " + message));
  }

  private String options() throws IOException {
    Path key = Files.writeString(directory.resolve("key"), "");
    return "?privateKeyFile=" + key + "&knownHostsFile=" + key;
  }

  private BackupSettings read(String destinations) {
    Settings settings = Settings.load("nexus", Optional.empty(),
        Map.of("SPIKE_BACKUP_DESTINATIONS", destinations));
    return BackupSettings.of(settings, directory,
        DrillSettings.of(settings, directory, ProgramSettings.roles(settings)));
  }
}
