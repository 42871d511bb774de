// SPDX-License-Identifier: Apache-2.0
package ist.spike.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves the tests' own classes out, wherever a build puts them. */
public final class ProductionClasses implements ImportOption {

  @Override
  public boolean includes(Location location) {
    return !location.contains("/test-classes/");
  }
}
