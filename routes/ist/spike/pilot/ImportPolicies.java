// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.spikedb.SpikePolicy;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.ShownPolicy;
import ist.spike.wire.SpikeException;
import ist.spike.wire.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The policies of another SPIKE: written as files for a person to review, since whoever could write
 * that SPIKE's database could forge them, and sent to Nexus only when told so.
 */
final class ImportPolicies {

  private final Path directory;
  private final Optional<Nexus> target;
  private final ImportReport report;

  /**
   * @param target the Nexus that gets them too; empty to write files alone
   */
  ImportPolicies(Path directory, Optional<Nexus> target, ImportReport report) {
    this.directory = directory;
    this.target = target;
    this.report = report;
  }

  void take(SpikePolicy policy) {
    String row = "policy " + policy.name();
    if (!Validation.isName(policy.name())) {
      report.skip(row, "its name has characters that the API takes from nobody");
      return;
    }
    write(policy, row);
    report.policy();
    PutPolicy wanted = new PutPolicy(policy.name(), policy.spiffeIdPattern(),
        policy.pathPattern(), policy.permissions());
    target.ifPresent(nexus -> put(nexus, wanted, row));
  }

  private void put(Nexus nexus, PutPolicy policy, String row) {
    Optional<PutPolicy> present =
        PolicyCommands.find(nexus, policy.name()).map(ShownPolicy::policy);
    if (present.isPresent()) {
      if (!present.get().equals(policy)) {
        report.skip(row, "Nexus has another policy of this name, which stays as it is");
      }
      return;
    }
    try {
      PolicyCommands.put(nexus, policy);
    } catch (SpikeException e) {
      report.skip(row, "nexus refused it: " + PolicyDraft.fault(policy, e));
    } catch (CommandFailure e) {
      report.skip(row, "nexus refused it: " + e.explanation());
    }
  }

  /** A file that is there already may have been reviewed and changed, so it stays. */
  private void write(SpikePolicy policy, String row) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", policy.name());
    members.put("spiffeidPattern", policy.spiffeIdPattern());
    members.put("pathPattern", policy.pathPattern());
    members.put("permissions", policy.permissions());
    String text = Document.yaml(members);
    Path file = directory.resolve(policy.name() + ".yaml");
    try {
      Files.createDirectories(directory);
      if (Files.notExists(file)) {
        Files.writeString(file, text);
      } else if (!Files.readString(file).equals(text)) {
        report.note(row, "the file " + file + " holds something else, and stays as it is");
      }
    } catch (IOException e) {
      throw new CommandFailure("Error: Failed to write the policies.",
          "the file " + file + " cannot be written: " + e.getMessage());
    }
  }
}
