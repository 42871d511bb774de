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
 * A bucket of an S3-compatible server. An object appears whole or not at all, also one that is so large that it goes in
 * parts. It is locked from the start, until the
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
   * @param parts how large ones are stored
   */
  record Rules(Optional<String> lockMode, boolean deletes, Parts parts) {}

  /**
   * How an object is stored in parts.
   *
   * @param aboveBytes the largest that goes as a whole
   * @param bytes of each part but the last, which is in memory
   */
  record Parts(long aboveBytes, int bytes) {

    /** What is too large for one request, in parts that a small heap has room for. */
    static final Parts DEFAULT = new Parts(S3Bucket.MAX_PUT_BYTES, 16 << 20);

    long maxBytes() {
      return (long) bytes * S3Bucket.MAX_PARTS;
    }
  }

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
    Optional<S3Bucket.Lock> lock = lock(Retention.endOf(Slot.DAILY, upload.id()));
    S3Bucket.Content content =
        new S3Bucket.Content(upload.content(), upload.sizeBytes(), upload.sha256());
    Parts parts = rules.parts();
    if (upload.sizeBytes() > parts.maxBytes()) {
      throw new SpikeException(ErrorCode.UNREACHABLE, upload.file() + " has " + upload.sizeBytes()
          + " bytes, and " + name + " takes at most " + parts.maxBytes()
          + "; make its option 'partSize' larger");
    }
    doing("write " + upload.file(), () -> {
      if (upload.sizeBytes() <= parts.aboveBytes()) {
        bucket.put(prefix + upload.file(), content, lock);
      } else {
        abortUnfinished(upload.id());
        bucket.putInParts(prefix + upload.file(), content, lock, parts.bytes());
      }
      return upload;
    });
  }

  private void abortUnfinished(BackupId next) throws IOException {
    for (S3Bucket.Unfinished left : bucket.unfinished(prefix + "spike-")) {
      if (left.object().startsWith(prefix)
          && BackupId.ofFile(left.object().substring(prefix.length())).filter(next::supersedes)
              .isPresent()) {
        bucket.abort(left);
      }
    }
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
    // An upload in one request that was cut off leaves nothing. Parts are aborted by the next one
    // in parts, so that
    // whoever needs none needs no right to list them.
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
