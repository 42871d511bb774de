// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;

import ist.spike.policy.PolicyRule;
import ist.spike.wire.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation that Nexus serves, asked by every kind of caller under every kind of policy: it is
 * refused exactly when the small model below, written from wire spec 6.3 to 6.5 alone, says so.
 */
final class AuthorisationMatrixTest {

  private static final String PATH = "tenants/a";
  private static final String WORKLOAD = "spiffe://spike.ist/workload/app";
  private static final String ROOT = "spiffe://spike.ist/spike/";

  /** Who asks; the key is what the model calls them. */
  private static final Map<String, List<String>> CALLERS = Map.of(
      "nobody", List.of(""),
      "superuser", List.of(ROOT + "pilot/role/superuser", ROOT + "pilot/role/superuser/ann"),
      "lite", List.of(ROOT + "workload/role/lite", ROOT + "workload/role/lite/1"),
      "recover", List.of(ROOT + "pilot/role/recover"),
      "restore", List.of(ROOT + "pilot/role/restore"),
      "bootstrap", List.of(ROOT + "bootstrap"),
      "nexus", List.of(ROOT + "nexus"),
      "other", List.of(WORKLOAD, ROOT + "keeper", ROOT + "pilot/role/superuserx",
          "spiffe://elsewhere.org/spike/pilot/role/superuser"));

  private static final String ANYBODY = "^spiffe://[a-z.]+/.*$";
  private static final List<String> SPIFFE_PATTERNS =
      List.of(ANYBODY, "^" + WORKLOAD + "$", "spiffe://spike.ist/work", "^spiffe://none.org/x$");
  private static final List<String> PATH_PATTERNS =
      List.of("^tenants/.*$", "^spike/system/acl$", "^spike/system/secret$",
          "^spike/system/cipher/exec$", ".*", "ten", "^elsewhere/.*$");
  private static final List<List<String>> PERMISSIONS =
      List.of(List.of("read"), List.of("write"), List.of("list"), List.of("execute"),
          List.of("super"), List.of("list", "execute"));

  /** What each operation needs: a permission and the path it is needed on, or a role alone. */
  private static final Map<Operation, String> NEEDS = Map.ofEntries(
      Map.entry(Operation.PUT_SECRET, "write " + PATH),
      Map.entry(Operation.DELETE_SECRET, "write " + PATH),
      Map.entry(Operation.UNDELETE_SECRET, "write " + PATH),
      Map.entry(Operation.DESTROY_SECRET, "write " + PATH),
      Map.entry(Operation.GET_SECRET, "read " + PATH),
      Map.entry(Operation.GET_METADATA, "read " + PATH),
      Map.entry(Operation.LIST_SECRETS, "list spike/system/secret"),
      Map.entry(Operation.PUT_POLICY, "write spike/system/acl"),
      Map.entry(Operation.DELETE_POLICY, "write spike/system/acl"),
      Map.entry(Operation.GET_POLICY, "read spike/system/acl"),
      Map.entry(Operation.LIST_POLICIES, "list spike/system/acl"),
      Map.entry(Operation.ENCRYPT_DATA, "execute spike/system/cipher/exec"),
      Map.entry(Operation.DECRYPT_DATA, "execute spike/system/cipher/exec"),
      Map.entry(Operation.RECOVER_SHARES, "recover"),
      Map.entry(Operation.RECOVER_ENCRYPTED, "recover"),
      Map.entry(Operation.CONFIRM_SHARE, "recover"),
      Map.entry(Operation.RESTORE_SHARE, "restore"),
      Map.entry(Operation.RESTORE_BACKUP, "restore"),
      Map.entry(Operation.RESTORE_SECRET, "restore"),
      Map.entry(Operation.VERIFY_BOOTSTRAP, "bootstrap"),
      Map.entry(Operation.NEXUS_STATE, "bootstrap nexus"));

  @TempDir
  Path directory;

  private CalledNexus nexus;

  @BeforeEach
  void start() throws Exception {
    nexus = new CalledNexus(directory);
  }

  @AfterEach
  void stop() throws IOException {
    nexus.close();
  }

  private record Policy(String spiffeId, String path, List<String> permissions) {}

  /** Sealed: each ends at the missing key, and none takes a backup for each call. */
  @Test
  void call_everyOperationCallerAndPolicy_isRefusedWhereTheModelSays() {
    List<Operation> operations = Nexus.SERVED.stream()
        .filter(operation -> operation != Operation.VERIFY_BOOTSTRAP).toList();
    int asked = 0;
    for (List<Policy> policies : policies()) {
      asked += requireModel(operations, policies);
    }
    assertThat(asked).isGreaterThan(30_000);
  }

  /** The one that tells everybody the same while Nexus is sealed: without and with all policies. */
  @Test
  void verify_everyCallerUnsealed_isRefusedWhereTheModelSays() throws Exception {
    nexus.unseal();
    List<Operation> verify = List.of(Operation.VERIFY_BOOTSTRAP);
    requireModel(verify, List.of());
    requireModel(verify, policies().stream().flatMap(List::stream).toList());
  }

  /** Asks everything under these policies; how many calls that were. */
  private int requireModel(List<Operation> operations, List<Policy> policies) {
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    change(policies, (name, policy) -> nexus.store.putPolicy(PolicyRule.of(name, policy.spiffeId(),
        policy.path(), policy.permissions())));
    for (Operation operation : operations) {
      for (Map.Entry<String, List<String>> callers : CALLERS.entrySet()) {
        for (String caller : callers.getValue()) {
          boolean refused = nexus.call(operation, caller, body(operation)).status() == 401;
          boolean allowed = mayCall(operation, callers.getKey(), caller, policies);
          if (refused == allowed) {
            wrong.add(operation + " by " + caller + " under " + policies + " is "
                + (refused ? "refused" : "let through"));
          }
          asked++;
        }
      }
    }
    change(policies, (name, policy) -> nexus.store.deletePolicy(name));
    assertThat(wrong).isEmpty();
    return asked;
  }

  private static void change(List<Policy> policies,
      BiFunction<String, Policy, CompletableFuture<?>> change) {
    List<CompletableFuture<?>> changes = new ArrayList<>();
    for (Policy policy : policies) {
      changes.add(change.apply("p" + changes.size(), policy));
    }
    changes.forEach(CompletableFuture::join);
  }

  /** No policy at all, and one of each kind that can be stored. */
  private static List<List<Policy>> policies() {
    List<List<Policy>> all = new ArrayList<>();
    all.add(List.of());
    for (String spiffeId : SPIFFE_PATTERNS) {
      for (String path : PATH_PATTERNS) {
        for (List<String> permissions : PERMISSIONS) {
          if (anchored(spiffeId) || (!path.contains("spike") && !path.equals(".*"))) {
            all.add(List.of(new Policy(spiffeId, path, permissions)));
          }
        }
      }
    }
    return all;
  }

  /** The model. Who is superuser, lite and so on is not derived but said by the table of callers. */
  private static boolean mayCall(Operation operation, String role, String caller,
      List<Policy> policies) {
    String[] needed = NEEDS.getOrDefault(operation, "superuser").split(" ");
    if (needed.length == 1 || operation == Operation.NEXUS_STATE) {
      return List.of(needed).contains(role);
    }
    return switch (role) {
      case "superuser" -> true;
      case "nobody" -> false;
      case "lite" -> operation == Operation.ENCRYPT_DATA || operation == Operation.DECRYPT_DATA;
      default -> policies.stream().anyMatch(each -> grants(each, caller, needed[1], needed[0]));
    };
  }

  private static boolean grants(Policy policy, String caller, String path, String permission) {
    boolean covers = path.startsWith("spike/system/")
        ? Pattern.matches(policy.path(), path) && anchored(policy.spiffeId())
        : Pattern.compile(policy.path()).matcher(path).find();
    return covers && Pattern.compile(policy.spiffeId()).matcher(caller).find()
        && (policy.permissions().contains(permission) || policy.permissions().contains("super"));
  }

  private static boolean anchored(String pattern) {
    return pattern.startsWith("^") && pattern.endsWith("$");
  }

  /** A body that parses, so that a refusal is the authoriser's. */
  private static String body(Operation operation) {
    return switch (operation) {
      case RESTORE_SHARE -> "{\"id\":1,\"shard\":[" + "0,".repeat(31) + "1]}";
      case EXPLAIN_POLICY -> "{}";
      case PUT_POLICY, GET_POLICY, DELETE_POLICY -> "{\"id\":\"none\",\"name\":\"!\"}";
      default -> "{\"path\":\"" + PATH + "\",\"versions\":[99]}";
    };
  }
}
