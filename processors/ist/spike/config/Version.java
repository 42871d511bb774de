// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which SPIKE Camel this is. */
public final class Version {

  private static final String RESOURCE =
      "/META-INF/maven/ist.spike/spike-camel/pom.properties";

  private Version() {}

  /** The version of the jar; {@code development} outside of one. */
  public static String text() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
