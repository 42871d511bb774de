// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

/** A marker in memory that fails as often as a test wants. */
final class FakeMarker implements Marker {

  private boolean set;
  private int failingReads;
  private int failingWrites;
  private int timesSet;

  FakeMarker(boolean set) {
    this.set = set;
  }

  void failReading(int times) {
    failingReads = times;
  }

  void failWriting(int times) {
    failingWrites = times;
  }

  int timesSet() {
    return timesSet;
  }

  @Override
  public boolean isSet() {
    if (failingReads-- > 0) {
      throw new TryAgainException("the marker cannot be read");
    }
    return set;
  }

  @Override
  public void set() {
    if (failingWrites-- > 0) {
      throw new TryAgainException("the marker cannot be written");
    }
    set = true;
    timesSet++;
  }

  @Override
  public String name() {
    return "a marker";
  }
}
