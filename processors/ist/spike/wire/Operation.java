// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import static ist.spike.wire.Server.KEEPER;
import static ist.spike.wire.Server.NEXUS;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one table of what the servers can be asked to do: path and action, who may ask, whether it is
 * SPIKE's or ours, whether a sealed Nexus answers it, and the shape of its failures. The front door,
 * the authoriser, the README's API table and the tests all read it.
 */
public enum Operation {

  PUT_SECRET(NEXUS, "/v1/store/secrets", "", Access.WRITE_PATH, Kind.SPIKE),
  GET_SECRET(NEXUS, "/v1/store/secrets", "get", Access.READ_PATH, Kind.SPIKE, "\"data\":null,"),
  DELETE_SECRET(NEXUS, "/v1/store/secrets", "delete", Access.WRITE_PATH, Kind.SPIKE),
  UNDELETE_SECRET(NEXUS, "/v1/store/secrets", "undelete", Access.WRITE_PATH, Kind.SPIKE),
  LIST_SECRETS(NEXUS, "/v1/store/secrets", "list", Access.LIST_SECRETS, Kind.SPIKE,
      "\"keys\":null,"),
  GET_METADATA(NEXUS, "/v1/store/secrets/metadata", "get", Access.READ_PATH, Kind.SPIKE,
      Zero.METADATA),
  DESTROY_SECRET(NEXUS, "/v1/store/secrets", "destroy", Access.WRITE_PATH, Kind.OURS),

  PUT_POLICY(NEXUS, "/v1/acl/policy", "", Access.WRITE_POLICIES, Kind.SPIKE),
  GET_POLICY(NEXUS, "/v1/acl/policy", "get", Access.READ_POLICIES, Kind.SPIKE, Zero.POLICY),
  DELETE_POLICY(NEXUS, "/v1/acl/policy", "delete", Access.WRITE_POLICIES, Kind.SPIKE),
  LIST_POLICIES(NEXUS, "/v1/acl/policy", "list", Access.LIST_POLICIES, Kind.SPIKE,
      "\"policies\":null,"),
  EXPLAIN_POLICY(NEXUS, "/v1/acl/policy", "explain", Access.SUPERUSER, Kind.OURS),

  RECOVER_SHARES(NEXUS, "/v1/operator/recover", "", Access.RECOVER, Kind.SPIKE_SEALED,
      "\"shards\":null,"),
  RECOVER_ENCRYPTED(NEXUS, "/v1/operator/recover", "encrypted", Access.RECOVER,
      Kind.OURS_SEALED),
  CONFIRM_SHARE(NEXUS, "/v1/operator/recover", "confirm", Access.RECOVER, Kind.OURS_SEALED),
  RESTORE_SHARE(NEXUS, "/v1/operator/restore", "", Access.RESTORE, Kind.SPIKE_SEALED,
      "\"collected\":0,\"remaining\":0,\"restored\":false,"),
  RESTORE_SECRET(NEXUS, "/v1/operator/restore", "secret", Access.RESTORE, Kind.OURS_SEALED),

  ENCRYPT_DATA(NEXUS, "/v1/cipher/encrypt", "", Access.USE_CIPHER, Kind.SPIKE,
      "\"version\":0,\"nonce\":null,\"ciphertext\":null,"),
  DECRYPT_DATA(NEXUS, "/v1/cipher/decrypt", "", Access.USE_CIPHER, Kind.SPIKE,
      "\"plaintext\":null,"),

  VERIFY_BOOTSTRAP(NEXUS, "/v1/bootstrap/verify", "", Access.BOOTSTRAP, Kind.SPIKE_SEALED,
      "\"hash\":\"\","),
  NEXUS_STATE(NEXUS, "/v1/bootstrap/state", "", Access.NEXUS_OR_BOOTSTRAP, Kind.OURS_SEALED),
  SHOW_STATUS(NEXUS, "/v1/operator/status", "", Access.SUPERUSER, Kind.OURS_SEALED),

  RUN_BACKUP(NEXUS, "/v1/operator/backup", "run", Access.SUPERUSER, Kind.OURS),
  LIST_BACKUPS(NEXUS, "/v1/operator/backup", "list", Access.SUPERUSER, Kind.OURS),
  SHOW_BACKUP(NEXUS, "/v1/operator/backup", "show", Access.SUPERUSER, Kind.OURS),
  VERIFY_BACKUP(NEXUS, "/v1/operator/backup", "verify", Access.SUPERUSER, Kind.OURS),
  DRILL_BACKUP(NEXUS, "/v1/operator/backup", "drill", Access.SUPERUSER, Kind.OURS),
  PRUNE_BACKUPS_NOW(NEXUS, "/v1/operator/backup", "prune", Access.SUPERUSER, Kind.OURS),
  COPY_BACKUP(NEXUS, "/v1/operator/backup", "copy", Access.SUPERUSER, Kind.OURS),
  RESTORE_BACKUP(NEXUS, "/v1/operator/backup", "restore", Access.RESTORE, Kind.OURS_SEALED),

  LIST_DEAD_LETTERS(NEXUS, "/v1/operator/dead-letters", "list", Access.SUPERUSER,
      Kind.OURS_SEALED),
  SHOW_DEAD_LETTER(NEXUS, "/v1/operator/dead-letters", "show", Access.SUPERUSER,
      Kind.OURS_SEALED),
  RETRY_DEAD_LETTER(NEXUS, "/v1/operator/dead-letters", "retry", Access.SUPERUSER,
      Kind.OURS_SEALED),
  DROP_DEAD_LETTER(NEXUS, "/v1/operator/dead-letters", "drop", Access.SUPERUSER,
      Kind.OURS_SEALED),

  CHECK_STORE(NEXUS, "/v1/operator/store", "check", Access.SUPERUSER, Kind.OURS),
  IMPORT_SPIKE(NEXUS, "/v1/operator/store", "import", Access.SUPERUSER, Kind.OURS),
  VERIFY_AUDIT(NEXUS, "/v1/operator/audit", "verify", Access.SUPERUSER, Kind.OURS),

  CONTRIBUTE_SHARE(KEEPER, "/v1/store/contribute", "", Access.NEXUS_OR_BOOTSTRAP, Kind.SPIKE),
  RETURN_SHARE(KEEPER, "/v1/store/shard", "", Access.NEXUS, Kind.SPIKE, "\"shard\":null,"),
  KEEPER_STATE(KEEPER, "/v1/store/state", "", Access.NEXUS_OR_BOOTSTRAP, Kind.OURS);

  private static final Map<String, Operation> BY_ADDRESS = Arrays.stream(values())
      .collect(Collectors.toUnmodifiableMap(Operation::address, Function.identity()));

  private final Server server;
  private final String path;
  private final String action;
  private final Access access;
  private final Kind kind;
  private final String zeroMembers;

  Operation(Server server, String path, String action, Access access, Kind kind) {
    this(server, path, action, access, kind, "");
  }

  Operation(Server server, String path, String action, Access access, Kind kind,
      String zeroMembers) {
    this.server = server;
    this.path = path;
    this.action = action;
    this.access = access;
    this.kind = kind;
    this.zeroMembers = zeroMembers;
  }

  /** The operation that {@code server} offers under exactly this path and action, if any. */
  public static Optional<Operation> of(Server server, String path, String action) {
    return Optional.ofNullable(BY_ADDRESS.get(address(server, path, action)));
  }

  /** Which program serves this operation. */
  public Server server() {
    return server;
  }

  /** The URL path. */
  public String path() {
    return path;
  }

  /** The value of the query parameter {@code action}; empty for the default action. */
  public String action() {
    return action;
  }

  /** The path with its query, as a client asks for it. */
  public String target() {
    return action.isEmpty() ? path : path + "?action=" + action;
  }

  /** Who may call this operation. */
  public Access access() {
    return access;
  }

  /** The id of the route that serves this operation: its name in kebab case. */
  public String routeId() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether this is an addition of ours. Ours authorise before they look at the body; SPIKE's own
   * parse the body first (wire spec 2.5).
   */
  public boolean isOurs() {
    return kind == Kind.OURS || kind == Kind.OURS_SEALED;
  }

  /** Whether Nexus answers this operation while it has no root key. */
  public boolean passesSealed() {
    return kind == Kind.OURS_SEALED || kind == Kind.SPIKE_SEALED;
  }

  /** The JSON body of a failure: the operation's own response with zero values and the code. */
  public byte[] failureBody(ErrorCode code) {
    // SPIKE's keeper spells this one member with a capital (wire spec 4.2).
    String error = this == RETURN_SHARE ? "Err" : "err";
    String body = "{" + zeroMembers + "\"" + error + "\":\"" + code.text() + "\"}";
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private String address() {
    return address(server, path, action);
  }

  private static String address(Server server, String path, String action) {
    // A path cannot hold a space before it is decoded, and a decoded one with a space matches none.
    return server + " " + path + " " + action;
  }

  private enum Kind {
    SPIKE,
    SPIKE_SEALED,
    OURS,
    OURS_SEALED
  }

  /** Zero values too long for a line of the table (wire spec 3.2 and 3.3). */
  private static final class Zero {

    private static final String TIME = "\"0001-01-01T00:00:00Z\"";
    static final String METADATA = "\"metadata\":{\"currentVersion\":0,\"oldestVersion\":0,"
        + "\"createdTime\":" + TIME + ",\"updatedTime\":" + TIME + ",\"maxVersions\":0},";
    static final String POLICY = "\"id\":\"\",\"name\":\"\",\"spiffiedPattern\":\"\","
        + "\"pathPattern\":\"\",\"permissions\":null,\"createdAt\":" + TIME + ",\"updatedAt\":"
        + TIME + ",";
  }
}
