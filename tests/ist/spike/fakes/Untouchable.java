// SPDX-License-Identifier: Apache-2.0
package ist.spike.fakes;

import java.lang.reflect.Proxy;

/** Stands where something is wired in and must not be used. */
public final class Untouchable {

  private Untouchable() {}

  /** An object of this interface; every call of it is an error of the test. */
  public static <T> T of(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
            (self, called, with) -> {
              throw new AssertionError("not to be called: " + called);
            }));
  }
}
