// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.camel.spi.ContextServicePlugin;

/** The jar that makes a program killable by lying on its class path. */
final class AgentJar {

  private static final List<String> CLASSES = List.of("KillPoints", "KillPoints$Watched",
      "KillOrder", "KillOrder$Moment");

  private AgentJar() {}

  static Path make(Path directory) throws IOException {
    Path jar = directory.resolve("kill-points.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : CLASSES) {
        out.putNextEntry(new JarEntry("ist/spike/attack/" + name + ".class"));
        try (InputStream in = AgentJar.class.getResourceAsStream(name + ".class")) {
          if (in == null) {
            throw new AssertionError("no class file of " + name);
          }
          in.transferTo(out);
        }
      }
      out.putNextEntry(
          new JarEntry("META-INF/services/" + ContextServicePlugin.class.getName()));
      out.write(KillPoints.class.getName().getBytes(UTF_8));
    }
    return jar;
  }
}
