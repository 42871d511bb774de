// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

/** The local audit files as the store sees them: where its rows go when they get old. */
public interface LocalTrail {

  /** A store that is on its own: old rows end. */
  LocalTrail NONE = new LocalTrail() {

    @Override
    public String position() {
      return "";
    }

    @Override
    public long copiedRows() {
      return Long.MAX_VALUE;
    }
  };

  /** How far the files are durable, as each row of the store says it; empty when there are none. */
  String position();

  /** The number of the newest row of the store that is durable in the files as well. */
  long copiedRows();
}
