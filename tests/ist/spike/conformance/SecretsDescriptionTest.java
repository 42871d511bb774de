// SPDX-License-Identifier: Apache-2.0
package ist.spike.conformance;

import ist.spike.wire.ChangeVersions;
import ist.spike.wire.ExplainPolicy;
import ist.spike.wire.GetSecret;
import ist.spike.wire.ListPolicies;
import ist.spike.wire.ListSecrets;
import ist.spike.wire.Operation;
import ist.spike.wire.PolicyName;
import ist.spike.wire.PutPolicy;
import ist.spike.wire.PutSecret;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published description against what a running Nexus says about secrets and policies. */
final class SecretsDescriptionTest {

  static final Set<Operation> OPERATIONS = EnumSet.of(Operation.PUT_SECRET, Operation.GET_SECRET,
      Operation.DELETE_SECRET, Operation.UNDELETE_SECRET, Operation.LIST_SECRETS,
      Operation.GET_METADATA, Operation.DESTROY_SECRET, Operation.PUT_POLICY,
      Operation.GET_POLICY, Operation.DELETE_POLICY, Operation.LIST_POLICIES,
      Operation.EXPLAIN_POLICY, Operation.ENCRYPT_DATA, Operation.DECRYPT_DATA);

  private final SpikeSystem system;
  private final DescribedSystem described;

  SecretsDescriptionTest(@TempDir Path home) throws Exception {
    system = SpikeSystem.ready(home, Map.of());
    described = new DescribedSystem(system);
  }

  @Test
  void call_eachOperation_isDescribed() throws Exception {
    try (system) {
      secrets();
      policies();
      ciphers();
      described.requireAllSeen();
    }
  }

  private void secrets() throws Exception {
    for (int version = 0; version < 3; version++) {
      described.ask(Operation.PUT_SECRET, Who.SUPERUSER, new PutSecret("a/b",
          new TreeMap<>(Map.of("k", "v")), true, OptionalInt.of(version)).toJson());
    }
    described.ask(Operation.PUT_SECRET, Who.SUPERUSER,
        new PutSecret("a/c", new TreeMap<>(Map.of("k", "v"))).toJson());
    described.ask(Operation.GET_SECRET, Who.SUPERUSER, new GetSecret("a/b", 2).toJson());
    byte[] first = new ChangeVersions("a/b", List.of(1)).toJson();
    described.ask(Operation.DELETE_SECRET, Who.SUPERUSER, first);
    described.ask(Operation.UNDELETE_SECRET, Who.SUPERUSER, first);
    described.ask(Operation.DELETE_SECRET, Who.SUPERUSER, first);
    described.ask(Operation.DESTROY_SECRET, Who.SUPERUSER,
        new ChangeVersions("a/b", List.of(3)).toJson());
    described.ask(Operation.GET_METADATA, Who.SUPERUSER, new GetSecret("a/b", 2).toJson());
    described.ask(Operation.LIST_SECRETS, Who.SUPERUSER,
        new ListSecrets("a/", "a/a", OptionalInt.of(1), true).toJson());
    described.ask(Operation.DESTROY_SECRET, Who.SUPERUSER,
        new ChangeVersions("a/b", List.of(), true).toJson());
  }

  private void policies() throws Exception {
    for (String permission : List.of("read", "write")) {
      described.ask(Operation.PUT_POLICY, Who.SUPERUSER, new PutPolicy("may " + permission,
          "^spiffe://spike.ist/x$", "a/", List.of(permission)).toJson());
    }
    byte[] named = new PolicyName("may read").toJson();
    described.ask(Operation.GET_POLICY, Who.SUPERUSER, named);
    described.ask(Operation.LIST_POLICIES, Who.SUPERUSER,
        new ListPolicies("^spiffe://spike.ist/x$", "").toJson());
    described.ask(Operation.LIST_POLICIES, Who.SUPERUSER, new ListPolicies("", "a/").toJson());
    described.ask(Operation.EXPLAIN_POLICY, Who.SUPERUSER,
        new ExplainPolicy("spiffe://spike.ist/x", "a/b", "read").toJson());
    described.ask(Operation.DELETE_POLICY, Who.SUPERUSER, named);
  }

  /** Requests as SPIKE's SDK writes them, with an algorithm that SPIKE does not look at. */
  private void ciphers() throws Exception {
    String sealed = described.ask(Operation.ENCRYPT_DATA, Who.SUPERUSER,
        "{\"plaintext\":\"aGVsbG8=\",\"algorithm\":\"x\"}");
    described.ask(Operation.DECRYPT_DATA, Who.SUPERUSER,
        sealed.replace("}", ",\"algorithm\":\"x\"}"));
  }
}
