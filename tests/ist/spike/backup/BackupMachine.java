// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.archive.AgeRecipient;
import ist.spike.archive.Schedule;
import ist.spike.config.Settings;
import ist.spike.crypto.RootKey;
import ist.spike.kit.ErrorRoutes;
import ist.spike.kit.ProgramSettings;
import ist.spike.kit.RetryRoutes;
import ist.spike.nexus.ParkingRoutes;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.shard.ShareSetId;
import ist.spike.store.ReplaceableSqliteStore;
import ist.spike.store.SecretUpdate;
import ist.spike.store.StoreSettings;
import ist.spike.wire.BackupInfo;
import ist.spike.wire.BackupListing;
import ist.spike.wire.BackupReport;
import ist.spike.wire.BackupRequest;
import ist.spike.wire.Call;
import ist.spike.wire.Operation;
import ist.spike.wire.PruneReport;
import ist.spike.wire.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.InterceptStrategy;

/** A store with its root key and the flows of backups around it, at a time that the test sets. */
final class BackupMachine implements AutoCloseable {

  private static final int MAX_WAIT_SECONDS = 60;
  private static final int SOME_LOOKS = 3;
  private static final Duration SHORTEST = Duration.ofMillis(1);

  final Path directory;
  final RootKey key;
  final ReplaceableSqliteStore store;
  /** Of a store that was made just now; else none. */
  final List<Share> shares = new ArrayList<>();
  final List<Destination> destinations = new ArrayList<>();
  final List<AgeRecipient> recipients = new ArrayList<>();
  final List<Path> include = new ArrayList<>();
  final List<String> probes = new ArrayList<>();
  /** Sees every step of the flows. */
  final List<InterceptStrategy> watchers = new ArrayList<>();
  /** How often the schedules are looked at. */
  String poll = "1h";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T02:15:00Z"));
  private DefaultCamelContext camel = new DefaultCamelContext();
  private NotifyBuilder looks = looks();
  private BackupDesk desk;

  BackupMachine(Path directory, RootKey key) {
    this(directory, key, true);
  }

  /** One whose store has its key already and waits for it. */
  static BackupMachine sealed(Path directory, RootKey key) {
    return new BackupMachine(directory, key, false);
  }

  private BackupMachine(Path directory, RootKey key, boolean unsealed) {
    this.directory = directory;
    this.key = key;
    this.store = ReplaceableSqliteStore.open(new StoreSettings(directory.resolve("data"), false));
    if (store.head().shareSet().isEmpty()) {
      shares.addAll(Shamir.split(key.bytes(), 3, 2));
      ShareSet set = ShareSet.describe(key.keyId(), ShareSetId.random(), 2, shares);
      store.nominate(set).join();
      store.finish(key).join();
    } else if (unsealed) {
      store.unseal(key);
    }
    destinations.add(directory("backups"));
    this.desk = desk();
  }

  DirectoryDestination directory(String name) {
    return DirectoryDestination.own(directory.resolve(name));
  }

  /** Starts the flows, again when they run, with what destinations and settings are now. */
  BackupMachine start() throws Exception {
    camel.close();
    camel = new DefaultCamelContext();
    watchers.forEach(camel.getCamelContextExtension()::addInterceptStrategy);
    looks = looks();
    desk = desk();
    Properties properties = new Properties();
    properties.setProperty("backup.poll.interval", poll);
    camel.getPropertiesComponent().setInitialProperties(properties);
    List<RoutesBuilder> builders = new ArrayList<>(List.of(new ErrorRoutes(),
        new RetryRoutes(3, SHORTEST, SHORTEST)));
    builders.addAll(ParkingRoutes.of(store));
    builders.addAll(new Backups(desk, allowed -> {}).routes());
    for (RoutesBuilder builder : builders) {
      if (builder instanceof RouteConfigurationBuilder configuration) {
        camel.addRoutesConfigurations(configuration);
      } else {
        camel.addRoutes(builder);
      }
    }
    camel.start();
    return this;
  }

  private NotifyBuilder looks() {
    return new NotifyBuilder(camel).fromRoute("schedule-drill").whenDone(SOME_LOOKS).create();
  }

  private BackupDesk desk() {
    BackupSettings settings =
        new BackupSettings(directory.resolve("backup-work"), destinations, recipients, include,
            List.of(directory.resolve("media")), Schedule.parse("15 2 * * *"),
            drill(probes));
    return BackupDesk.of(store, new Lender(key), settings, (InstantSource) now::get);
  }

  private DrillSettings drill(List<String> wanted) {
    Settings settings = Settings.load("nexus", Optional.empty(), wanted.isEmpty()
        ? Map.of()
        : Map.of("SPIKE_DRILL_PROBES", String.join(",", wanted)));
    return DrillSettings.of(settings, directory, ProgramSettings.roles(settings));
  }

  private record Lender(RootKey key) implements KeyKeeper {
    @Override
    public <T> T lend(Function<RootKey, T> use) {
      return use.apply(key);
    }

    @Override
    public void require(ShareSet set) {}

    @Override
    public void take(RootKey taken, ShareSet set, List<Share> shares) {
      taken.close();
      shares.forEach(Share::close);
    }
  }

  BackupDesk shared() {
    return desk;
  }

  void put(String path, String value) {
    try {
      store.update(path, SecretUpdate.put(value.getBytes(UTF_8), OptionalInt.empty(), 3,
          InstantSource.system())).get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  Instant now() {
    return now.get();
  }

  Reply ask(Operation operation, byte[] body) {
    return camel.createFluentProducerTemplate().to("direct:" + operation.routeId())
        .withBody(new Call(operation, Optional.empty(), body, "")).request(Reply.class);
  }

  /** What Nexus then says about one backup. */
  BackupInfo ask(Operation operation, String id) {
    return BackupInfo.parse(ask(operation, BackupRequest.of(id).toJson()).body());
  }

  PruneReport prune(boolean dryRun) {
    return PruneReport.parse(ask(Operation.PRUNE_BACKUPS_NOW,
        new BackupRequest("", "", dryRun, false).toJson()).body());
  }

  BackupReport run() {
    return BackupReport.parse(ask(Operation.RUN_BACKUP, "{}".getBytes(UTF_8)).body());
  }

  BackupListing list() {
    return BackupListing.parse(ask(Operation.LIST_BACKUPS, "{}".getBytes(UTF_8)).body());
  }

  /** Waits until the drill's schedule was looked at some more times; false when it takes too long. */
  boolean awaitLooks() {
    looks.reset();
    return looks.matches(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  void send(String route) {
    camel.createProducerTemplate().sendBody("direct:" + route, "");
  }

  Path file(String id) {
    return directory.resolve("backups").resolve(id + ".age");
  }

  /** The files in a directory of this machine, in order. */
  List<String> names(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(name))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  void edit(Path file, Consumer<byte[]> edit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    edit.accept(bytes);
    Files.write(file, bytes);
  }

  @Override
  public void close() throws IOException {
    camel.close();
    store.close();
    key.close();
  }
}
