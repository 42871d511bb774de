// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

/** What the steps of a flow work on, when the flow tries its steps again and parks what failed for good. */
public interface StepWork {

  /** What this is about, for a dead letter; never a secret. */
  String subject();

  /** The same after it was given up. */
  StepWork failed(String error);
}
