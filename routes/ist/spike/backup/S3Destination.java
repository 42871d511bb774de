// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.archive.BackupId;
import ist.spike.archive.Retention;
import ist.spike.archive.Slot;
import ist.spike.s3.S3Bucket;
import ist.spike.s3.S3Exception;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bucket of an S3-compatible server. An object appears whole or not at all. It is locked from the start, until the
 * day's slot ends; a longer slot makes the lock longer. Nothing is deleted unless the setting says so, so
 * that these credentials need no right to: whoever steals them can destroy no backup.
 */
final class S3Destination implements Destination {

  private final String name;
  private final String prefix;
  private final S3Bucket bucket;
  private final Rules rules;

  /**
   * What may be done to objects.
   *
   * @param lockMode S3's name of it; empty: objects are not locked
   * @param deletes whether what retention lets go is deleted
   */
  record Rules(Optional<String> lockMode, boolean deletes) {}

  /** @param prefix of all objects, ending with a slash unless empty */
  S3Destination(String name, String prefix, S3Bucket bucket, Rules rules) {
    this.name = name;
    this.prefix = prefix;
    this.bucket = bucket;
    this.rules = rules;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void put(Upload upload) {
    if (upload.sizeBytes() > S3Bucket.MAX_OBJECT_BYTES) {
      throw new SpikeException(ErrorCode.UNREACHABLE, upload.file() + " has " + upload.sizeBytes()
          + " bytes, and " + name + " takes at most " + S3Bucket.MAX_OBJECT_BYTES
          + "; use another destination");
    }
    doing("write " + upload.file(), () -> {
      bucket.put(prefix + upload.file(),
          new S3Bucket.Content(upload.content(), upload.sizeBytes(), upload.sha256()),
          lock(Retention.endOf(Slot.DAILY, upload.id())));
      return upload;
    });
  }

  @Override
  public InputStream open(String file) {
    return doing("read " + file, () -> bucket.get(prefix + file));
  }

  @Override
  public List<String> list() {
    return doing("list", () -> bucket.list(prefix + "spike-").stream()
        // A server may list what was not asked for.
        .filter(object -> object.startsWith(prefix))
        .map(object -> object.substring(prefix.length()))
        .filter(file -> file.endsWith(BackupId.SUFFIX)).sorted().toList());
  }

  @Override
  public void delete(String file) {
    doing("delete " + file, () -> {
      bucket.delete(prefix + file);
      return file;
    });
    if (list().contains(file)) {
      throw new SpikeException(ErrorCode.UNREACHABLE, file + " is still in " + name
          + " after it was deleted");
    }
  }

  @Override
  public void clean(BackupId next) {
    // An upload that was cut off leaves nothing.
  }

  @Override
  public Optional<String> objection(String file, Instant now) {
    if (!rules.deletes()) {
      return Optional.of("in no slot any more; left to the bucket's own rules");
    }
    return rules.lockMode().isEmpty()
        ? Optional.empty()
        : doing("look at the lock of " + file, () -> bucket.lockedUntil(prefix + file))
            .filter(now::isBefore).map(until -> "in no slot any more, but locked until " + until);
  }

  @Override
  public void keepUntil(String file, Instant until) {
    if (rules.lockMode().isPresent()) {
      doing("lock " + file, () -> {
        if (bucket.lockedUntil(prefix + file).filter(now -> !now.isBefore(until)).isEmpty()) {
          bucket.lock(prefix + file, lock(until).orElseThrow());
        }
        return file;
      });
    }
  }

  private Optional<S3Bucket.Lock> lock(Instant until) {
    return rules.lockMode().map(mode -> new S3Bucket.Lock(mode, until));
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T doing(String what, Work<T> work) {
    try {
      return work.run();
    } catch (S3Exception e) {
      throw new SpikeException(e.isMissing() ? ErrorCode.NOT_FOUND : ErrorCode.UNREACHABLE,
          "cannot " + what + " in " + name + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SpikeException(ErrorCode.UNREACHABLE,
          "cannot " + what + " in " + name + ": " + e, e);
    }
  }
}
