// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import java.util.Optional;

/** The local audit files as the store sees them: where its rows go when they get old. */
public interface LocalTrail {

  /** A store that is on its own: old rows end. */
  LocalTrail NONE = new LocalTrail() {

    @Override
    public String position() {
      return "";
    }

    @Override
    public Optional<ChainHead> copied() {
      return Optional.empty();
    }
  };

  /** How far the files are durable, as each row of the store says it; empty when there are none. */
  String position();

  /**
   * The newest row of a store that is durable in the files as well; empty when there are no files. It may be
   * a row of the store that was here before.
   */
  Optional<ChainHead> copied();
}
