// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import com.sun.management.HotSpotDiagnosticMXBean;
import ist.spike.crypto.ProcessMemory;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the memory of a program that handles keys to itself, and says where the system does not let it. */
public final class Hardening {

  private static final Logger LOG = LoggerFactory.getLogger(Hardening.class);

  private Hardening() {}

  /** Call it first thing in a program, once the log is there. */
  public static void apply() {
    ProcessMemory.hide();
    weaknesses().forEach(LOG::warn);
  }

  /** What is open to whoever has the same user or reads the swap, and what to set against it. */
  static List<String> weaknesses() {
    List<String> found = new ArrayList<>();
    if (!ProcessMemory.isLockable()) {
      String limit = ProcessMemory.lockLimitBytes().isPresent()
          ? ProcessMemory.lockLimitBytes().getAsLong() + " bytes"
          : "any number of bytes, yet mlock is refused";
      found.add("keys can reach the swap: this process may lock " + limit + " and needs "
          + ProcessMemory.neededLockBytes() + "; set LimitMEMLOCK=1M in its systemd unit,"
          + " ulimit -l 1024 in a shell or --ulimit memlock=1048576 for a container,"
          + " or switch swap off");
    }
    if (!isAttachDisabled()) {
      found.add("the JVM lets other processes of this user attach and dump its heap;"
          + " start it with -XX:+DisableAttachMechanism, as the launcher spike does");
    }
    return List.copyOf(found);
  }

  private static boolean isAttachDisabled() {
    return Boolean.parseBoolean(
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("DisableAttachMechanism").getValue());
  }
}
