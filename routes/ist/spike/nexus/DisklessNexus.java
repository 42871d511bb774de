// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.config.Settings;
import ist.spike.crypto.KeyId;
import ist.spike.crypto.RootKey;
import ist.spike.identity.Roles;
import ist.spike.keyring.LiveKey;
import ist.spike.keyring.Sharing;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.FrontDoor;
import ist.spike.policy.PolicySet;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.store.AdoptedKeys;
import ist.spike.store.Custody;
import ist.spike.store.DeadLetters;
import ist.spike.store.MemoryStore;
import ist.spike.store.NoStore;
import ist.spike.wire.Operation;
import ist.spike.wire.Server;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.RoutesBuilder;

/**
 * Nexus without a disk. In {@code lite} it is the cipher service alone, under the root key that its
 * Keepers hold, so ciphertexts outlive it. In {@code memory} it keeps secrets, under a root key of its
 * own, and everything ends with the process.
 */
final class DisklessNexus {

  private static final Set<Operation> LITE = Set.of(Operation.RECOVER_SHARES,
      Operation.RECOVER_ENCRYPTED, Operation.RESTORE_SHARE, Operation.ENCRYPT_DATA,
      Operation.DECRYPT_DATA,
      Operation.VERIFY_BOOTSTRAP, Operation.NEXUS_STATE, Operation.SHOW_STATUS);
  private final Settings settings;
  private final Roles roles;
  private final Nexus.Parts<NoStore> parts;
  private final KeyHolder keys;

  DisklessNexus(Settings settings, Roles roles, Nexus.Parts<NoStore> parts) {
    this.settings = settings;
    this.roles = roles;
    this.parts = parts;
    this.keys = parts.audit().keys();
    AuditSinks.of(settings, Optional.empty());
  }

  /** Puts every flow together. */
  Nexus.Assembly assemble() {
    return parts.backend() == Backend.LITE ? lite() : memory();
  }

  private Nexus.Assembly lite() {
    Optional<KeyId> named = KeyCustody.keyId(settings, "key.id");
    Checks checks = new Checks(new Authorizer(roles, () -> PolicySet.EMPTY));
    KeyCustody custody = new KeyCustody(settings, parts, keys,
        Optional.of(keepers -> LiveKey.among(keepers, parts.sharing(), named)));
    OperatorCalls operator = new OperatorCalls(checks,
        new ShareExport(keys, parts.store(),
            new ShareExport.Book(Custody.NONE, InstantSource.system()),
            ShareExport.custodians(settings, parts.sharing())),
        new NamedKeyShares(parts.store(), keys, parts.sharing(), named),
        settings.integer("nexus.shamir.max.share.count", 1, 1_000));
    return assembly(status(checks, custody), new ErrorRoutes(),
        new FrontDoor(Server.NEXUS, LITE, Nexus.gate(keys)), cipherRoutes(checks),
        new KeyRoutes(bootstrap(checks, custody), operator), custody.routes(),
        new DeadLetterRoutes(DeadLetters.NONE));
  }

  private Nexus.Assembly assembly(StatusCalls status, RoutesBuilder... flows) {
    List<RoutesBuilder> routes = new ArrayList<>(List.of(flows));
    routes.add(new StatusRoutes(status));
    return new Nexus.Assembly(routes, status, holdings());
  }

  private StatusCalls status(Checks checks, KeyCustody custody) {
    List<String> custodians = parts.backend() == Backend.LITE
        ? ShareExport.custodianNames(settings, parts.sharing())
        : List.of();
    return new StatusCalls(checks, custody, holdings(), new StatusCalls.Surroundings(
        parts.backend(), parts.identity(), custodians, InstantSource.system()));
  }

  private Holdings holdings() {
    return Holdings.diskless(parts.store()::head);
  }

  private Nexus.Assembly memory() {
    makeKey();
    KeyCustody custody = new KeyCustody(settings, parts, keys, Optional.empty());
    Set<Operation> served = EnumSet.copyOf(LITE);
    Nexus.SERVED.stream().filter(DisklessNexus::isOfSecretsOrPolicies).forEach(served::add);
    MemoryStore store = new MemoryStore(InstantSource.system());
    Checks checks = new Checks(new Authorizer(roles, store::policies));
    return assembly(status(checks, custody), new ErrorRoutes(),
        new FrontDoor(Server.NEXUS, served, FrontDoor.Gate.OPEN),
        new SecretRoutes(new SecretCalls(checks, store, Nexus.maxVersions(settings),
            InstantSource.system())),
        new PolicyRoutes(new PolicyCalls(checks, store)), cipherRoutes(checks),
        new KeyRoutes(bootstrap(checks, custody), Custodians.NONE));
  }

  private BootstrapCalls bootstrap(Checks checks, KeyCustody custody) {
    return new BootstrapCalls(checks, parts, custody, CipherCalls.maxBytes(settings));
  }

  private static boolean isOfSecretsOrPolicies(Operation operation) {
    return operation.path().startsWith("/v1/store/") || operation.path().startsWith("/v1/acl/");
  }

  private CipherRoutes cipherRoutes(Checks checks) {
    return new CipherRoutes(CipherCalls.of(settings, checks, keys, AdoptedKeys.NONE));
  }

  /** A root key for this process alone; it is split as others are, and nobody gets a share. */
  private void makeKey() {
    Sharing sharing = parts.sharing();
    RootKey key = RootKey.generate();
    List<Share> shares = Shamir.split(key.bytes(), sharing.shares(), sharing.threshold());
    ShareSet set =
        ShareSet.describe(key.keyId(), ShareSetId.random(), sharing.threshold(), shares);
    List<Share> kept = new ArrayList<>(shares.subList(0, sharing.threshold()));
    shares.subList(sharing.threshold(), shares.size()).forEach(Share::close);
    Waiting.forResult(parts.store().nominate(set));
    Waiting.forResult(parts.store().finish(key));
    keys.hold(key, set, kept);
  }
}
