// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import java.net.URI;

/**
 * A share that did not arrive, without the share.
 *
 * @param keeper where it should have gone
 * @param attempts how often it was tried
 * @param cause of the last failure, in one sentence
 */
record DeadLetter(URI keeper, int attempts, String cause) {

  String describe() {
    return "keeper " + keeper + " did not take its share in " + attempts + " attempts: " + cause;
  }
}
