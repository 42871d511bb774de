// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.AgeRecipient;
import ist.spike.archive.Schedule;
import ist.spike.config.Settings;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How backups are made.
 *
 * @param work a directory of our own beside the store, for what is in the making and the catalogue
 * @param destinations where finished backups go, each of them
 * @param recipients who can open them besides the store's own key
 * @param include files and directories that go into each backup
 * @param copyRoots directories below which copies may be made by hand
 * @param schedule when a backup is due
 * @param drill how drills are made
 */
public record BackupSettings(Path work, List<Destination> destinations,
    List<AgeRecipient> recipients, List<Path> include, List<Path> copyRoots, Schedule schedule,
    DrillSettings drill) {

  private static final String DESTINATIONS = "backup.destinations";
  private static final String FILE_SCHEME = "file:";
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Takes copies. */
  public BackupSettings {
    destinations = List.copyOf(destinations);
    recipients = List.copyOf(recipients);
    include = List.copyOf(include);
    copyRoots = List.copyOf(copyRoots);
  }

  /**
   * Reads the settings; a value that cannot be used is {@code BAD_SETTING}.
   *
   * @param drill how drills are made
   * @param home the directory that holds the store's
   */
  public static BackupSettings of(Settings settings, Path home, DrillSettings drill) {
    List<String> uris = settings.list(DESTINATIONS);
    List<Destination> destinations = uris.isEmpty()
        ? List.of(DirectoryDestination.own(home.toAbsolutePath().resolve("backups")))
        : uris.stream().map(uri -> destination(settings, uri)).toList();
    return new BackupSettings(home.resolve("backup-work"), destinations,
        settings.list("backup.recipients").stream().map(AgeRecipient::parse).toList(),
        paths(settings, "backup.include"), paths(settings, "backup.copy.roots"),
        Schedule.parse(settings.text("backup.schedule")), drill);
  }

  private static Destination destination(Settings settings, String uri) {
    if (uri.startsWith("sftp:")) {
      EndpointUri endpoint = EndpointUri.parse(uri, SftpLogin.OPTIONS);
      return paced(settings, new SftpDestination(endpoint.name(), endpoint.path(),
          SftpLogin.of(endpoint, settings.duration("backup.answer.timeout", SHORTEST))));
    }
    if (uri.startsWith("s3:")) {
      return paced(settings,
          S3Endpoint.destination(settings, EndpointUri.parse(uri, S3Endpoint.OPTIONS),
              settings.duration("backup.answer.timeout", SHORTEST)));
    }
    if (!uri.startsWith(FILE_SCHEME + "/") || uri.contains("?")) {
      // SECURITY: not with the setting's value, which may hold a credential by mistake.
      throw new SpikeException(ErrorCode.BAD_SETTING, "SPIKE_BACKUP_DESTINATIONS: a destination is"
          + " none of file:/directory, without options, sftp://user@host/directory?... and"
          + " s3://bucket/prefix?...");
    }
    return DirectoryDestination.own(Path.of(uri.substring(FILE_SCHEME.length())).normalize());
  }

  private static Destination paced(Settings settings, Destination far) {
    return new PacedDestination(far,
        new Pace.Limits(settings.duration("backup.pace.patience", SHORTEST),
            settings.integer("backup.pace.rate", 1, Integer.MAX_VALUE)));
  }

  private static List<Path> paths(Settings settings, String key) {
    return settings.list(key).stream().map(Path::of).toList();
  }
}
