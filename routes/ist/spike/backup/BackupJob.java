// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.Manifest;
import ist.spike.archive.SealedFile;
import ist.spike.kit.StepWork;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One backup in the making, as the next step needs it.
 *
 * @param started when the run began, in whole seconds
 * @param rows how many rows of the snapshot were opened
 * @param manifest what it holds, once the snapshot is verified
 * @param sources where each member of it lies
 * @param sealed the finished file, once it is
 * @param failure why the run was given up; empty while it was not
 */
record BackupJob(Instant started, long rows, Optional<Manifest> manifest,
    Map<String, Path> sources, Optional<SealedFile> sealed, String failure) implements StepWork {

  static BackupJob begun(Instant started) {
    return new BackupJob(started, 0, Optional.empty(), Map.of(), Optional.empty(), "");
  }

  BackupJob verified(Manifest of, long opened, Map<String, Path> from) {
    return new BackupJob(started, opened, Optional.of(of), from, sealed, failure);
  }

  BackupJob sealedAs(SealedFile file) {
    return new BackupJob(started, rows, manifest, sources, Optional.of(file), failure);
  }

  Manifest requireManifest() {
    return manifest.orElseThrow();
  }

  @Override
  public String subject() {
    return manifest.map(known -> known.id().text()).orElse("backup of " + started);
  }

  @Override
  public BackupJob failed(String error) {
    return new BackupJob(started, rows, manifest, sources, sealed, error);
  }
}
