// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/**
 * Is told how far the writer has come. Tests of this package end the process or fill the disk there;
 * a running store has none.
 */
@FunctionalInterface
interface WriteProbe {

  /** Watches nothing. */
  WriteProbe NONE = (point, database) -> {};

  /** Where a request is, in this order. */
  enum Point {
    /** The metadata of a secret is written. */
    METADATA,
    /** The value of a version is written. */
    ROW,
    /** The record of the change is written. */
    AUDIT,
    /** The head is sealed; the commit is next. */
    COMMIT,
    /** The group is durable and nobody was told yet. */
    ANSWER
  }

  /** Called on the writer's thread, with the writer's connection. */
  void reached(Point point, Database database);
}
