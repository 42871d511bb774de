// SPDX-License-Identifier: Apache-2.0
package ist.spike.spikedb;

import ist.spike.crypto.SecretBytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remembers what a database holds. */
final class Seen implements SpikeVisitor {

  final Map<String, SpikeSecret> secrets = new TreeMap<>();
  final Map<String, SpikePolicy> policies = new TreeMap<>();
  final List<String> skipped = new ArrayList<>();
  final List<String> noted = new ArrayList<>();

  /** All that is in this file under the key of the fixture. */
  static Seen in(Path file) {
    Seen seen = new Seen();
    try (SpikeDatabase database = SpikeDatabase.open(file);
        SecretBytes key = SecretBytes.takeOwnership(SpikeFixture.KEY.clone())) {
      database.visit(key, seen);
    }
    return seen;
  }

  @Override
  public void secret(SpikeSecret secret) {
    secrets.put(secret.path(), secret);
  }

  @Override
  public void policy(SpikePolicy policy) {
    policies.put(policy.name(), policy);
  }

  @Override
  public void skipped(String row, String why) {
    skipped.add(row + ": " + why);
  }

  @Override
  public void noted(String row, String what) {
    noted.add(row + ": " + what);
  }
}
