// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import com.google.errorprone.annotations.FormatMethod;
import ist.spike.wire.BackupReport;
import java.time.Duration;
import java.util.Locale;

/** What a person reads when everything runs. */
final class ReadyReport {
  private ReadyReport() {}

  static String text(DevOptions options, BackupReport backup, Duration took) {
    DevLayout layout = new DevLayout(options.data());
    StringBuilder text = new StringBuilder("\n");
    line(text, "SPIKE is ready in %.1f s. What runs where:", took.toMillis() / 1e3);
    line(text, "");
    for (Program program : options.programs()) {
      line(text, "  %-11s %-28s %s", program.name(), program.url(), layout.logOf(program.name()));
    }
    line(text, "  %-11s %s", "identities", layout.sockets() + "/NAME.sock, NAME one of");
    line(text, "  %-11s %s", "", String.join(" ", options.allIdentities().keySet()));
    line(text, "  %-11s %s: %d rows opened, %d bytes, in %d ms", "backup", backup.level(),
        backup.rows(), backup.bytes(), backup.millis());
    line(text, "  %-11s %s", "", backup.file());
    line(text, "");
    line(text, "In another terminal, as the superuser:");
    line(text, "");
    line(text, "  . %s", DevConfig.quote(layout.devEnv().toString()));
    line(text, "  ./spike secret put tenants/acme/db username=root password=s3cr3t");
    line(text, "  ./spike secret get tenants/acme/db");
    line(text, "  ./spike secret list");
    line(text, "");
    text.append(warning(layout));
    line(text, "");
    line(text, "Ctrl-C stops everything; the next start in %s finds its secrets again.",
        layout.data());
    return text.toString();
  }

  private static String warning(DevLayout layout) {
    return """
        For development only. What this does that production must not:
          - it is its own SPIFFE authority and attests nobody: who can open a socket is that identity
          - all recovery shares lie together, unencrypted, in %s
          - Nexus, all Keepers and Bootstrap run as one user on one machine
          - it restores the root key at each start without asking anybody
        """
        .formatted(layout.recovery());
  }

  @FormatMethod
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
