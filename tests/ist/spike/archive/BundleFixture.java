// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.crypto.RootKey;
import ist.spike.shard.Shamir;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.store.StoreId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bundle of made-up files, and what reading it gave. */
final class BundleFixture implements AutoCloseable {

  static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  final RootKey key = RootKey.generate();
  final AgeIdentity operator = AgeIdentity.generate();
  final StoreId storeId = StoreId.random();
  final ShareSet shareSet =
      ShareSet.describe(key.keyId(), ShareSetId.random(), 2, Shamir.split(key.bytes(), 3, 2));
  final Map<String, ByteArrayOutputStream> members = new LinkedHashMap<>();

  private final Path directory;

  BundleFixture(Path directory) {
    this.directory = directory;
  }

  Manifest manifest(Map<String, Path> sources) throws IOException {
    List<BundleMember> files = new ArrayList<>();
    for (Map.Entry<String, Path> source : sources.entrySet()) {
      files.add(new BundleMember(source.getKey(), Files.size(source.getValue()),
          Hashes.ofFile(source.getValue())));
    }
    return new Manifest(BackupId.of(storeId, TIME, 7), storeId, shareSet, false, TIME,
        new Manifest.Contents(7, 1, "00".repeat(32),
            Map.of("data_key", 5L, "secret_meta", 2L, "secret_version", 3L,
                "policy", 1L, "audit", 0L),
            ""),
        files, List.of(new EarlierBackup(BackupId.of(storeId, TIME.minusSeconds(1), 6),
            "11".repeat(32), TIME.minusSeconds(1), Slot.DAILY, Optional.empty())));
  }

  Map<String, Path> sources() throws IOException {
    Map<String, Path> sources = new LinkedHashMap<>();
    sources.put("store.db", file("store.db", "the store"));
    sources.put("include/etc/spire.conf", file("spire.conf", "server {}"));
    return sources;
  }

  Path file(String name, String content) throws IOException {
    return Files.write(directory.resolve(name), content.getBytes(UTF_8));
  }

  SealedFile sealed() throws IOException {
    return sealed(sources());
  }

  SealedFile sealed(Map<String, Path> sources) throws IOException {
    Manifest manifest = manifest(sources);
    return new BundleWriter(manifest, _ -> {}).write(
        directory.resolve(manifest.id().fileName()), sources,
        new BundleWriter.Keys(key, List.of(operator.recipient())));
  }

  OpenedBundle open(byte[] file) throws IOException {
    return open(file, key);
  }

  OpenedBundle open(byte[] file, RootKey with) throws IOException {
    members.clear();
    return new BundleReader(new ByteArrayInputStream(file), BackupOpener.of(with))
        .read((_, member) -> {
          ByteArrayOutputStream content = new ByteArrayOutputStream();
          members.put(member.name(), content);
          return content;
        });
  }

  @Override
  public void close() {
    operator.close();
    key.close();
  }
}
