// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.config.Settings;
import ist.spike.crypto.RootKey;
import ist.spike.crypto.SecretBytes;
import ist.spike.kit.ProgramSettings;
import ist.spike.wire.BackupReport;
import ist.spike.wire.DrillReport;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A process of its own that makes one backup of the store in a directory, or of a new one, and says on standard
 * output which step it is at; made to be killed, starved of disk, or given little memory.
 */
public final class BackupChild {

  static final String KEY_FILE = "root-key";
  /** URIs of destinations besides the local one, when there is such a file. */
  static final String FAR_FILE = "far";
  /** Where there is such a file, nothing is left of the work directory's disk when a backup is read back. */
  static final String HOARD_FILE = "hoard";
  /** Says which step never begins, when there is such a file. */
  static final String HALT_FILE = "halt";
  /** A drill is made as well when there is such a file. */
  static final String DRILL_FILE = "drill-as-well";

  private BackupChild() {}

  /** Makes one backup. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    Path far = directory.resolve(FAR_FILE);
    try (BackupMachine machine = new BackupMachine(directory, key(directory))) {
      if (Files.exists(far)) {
        machine.destinations.addAll(far(Files.readString(far)));
      }
      if (Files.exists(directory.resolve(HOARD_FILE))) {
        machine.destinations.replaceAll(
            each -> new HoardingDestination(each, directory.resolve("backup-work/hoard")));
      }
      Path halt = directory.resolve(HALT_FILE);
      machine.watchers.add(new StepWatch(Files.exists(halt) ? Files.readString(halt) : ""));
      machine.start();
      Reply reply = machine.ask(Operation.RUN_BACKUP, "{}".getBytes(UTF_8));
      say(reply.status() == 200
          ? "verified " + BackupReport.parse(reply.body()).id()
          : "failed");
      if (Files.exists(directory.resolve(DRILL_FILE))) {
        say("drill " + DrillReport
            .parse(machine.ask(Operation.DRILL_BACKUP, "{}".getBytes(UTF_8)).body()).problem());
      }
      machine.store.deadLetters().forEach(letter -> say("letter " + letter.letter().error()));
    }
  }

  /** As the settings name them, with the account of {@link FakeS3}. */
  static List<Destination> far(String uris) {
    Settings settings = Settings.load("nexus", Optional.empty(),
        Map.of("SPIKE_BACKUP_DESTINATIONS", uris, "SPIKE_BACKUP_S3_ACCESS_ID", FakeS3.ID,
            "SPIKE_BACKUP_S3_SECRET", FakeS3.SECRET));
    Path home = Path.of("/none");
    return BackupSettings.of(settings, home,
        DrillSettings.of(settings, home, ProgramSettings.roles(settings))).destinations();
  }

  static RootKey key(Path directory) throws Exception {
    byte[] hex = Files.readAllBytes(directory.resolve(KEY_FILE));
    return RootKey
        .of(SecretBytes.takeOwnership(HexFormat.of().parseHex(new String(hex, US_ASCII))));
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Says each step of a backup before it begins, and lets one of them never begin. */
  private record StepWatch(String halt) implements InterceptStrategy {

    private static final Map<String, String> STEPS = Map.of("make-room", "snapshot",
        "open-every-row", "verify-snapshot", "seal-bundle", "seal", "write-file", "store",
        "read-back", "verify-stored", "remove-old", "prune");

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext context, NamedNode definition,
        Processor target, @Nullable Processor next) {
      String step = STEPS.get(definition.getId());
      return step == null ? target : new DelegateAsyncProcessor(target) {

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
          say("step " + step);
          while (step.equals(halt)) {
            LockSupport.park();
          }
          return super.process(exchange, callback);
        }
      };
    }
  }
}
