// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

/** {@code spike operator …}: what custodians do. */
final class OperatorCommands {

  private OperatorCommands() {}

  static Command group() {
    return Command.group("spike operator", "Recover and restore the root key",
        RecoverCommand.at("spike operator recover"), RestoreCommand.at("spike operator restore"),
        ShardCommands.group());
  }
}
