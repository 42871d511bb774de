// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

/** The command line makes no sense; the message is the one SPIKE's parser gives. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Command command;

  UsageException(Command command, String message) {
    super(message);
    this.command = command;
  }

  /** Whose usage to show. */
  Command command() {
    return command;
  }
}
