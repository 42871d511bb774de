// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

/** Something is not there yet and may be a little later: the same step is worth repeating. */
final class TryAgainException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TryAgainException(String sentence) {
    super(sentence);
  }
}
