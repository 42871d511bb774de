// SPDX-License-Identifier: Apache-2.0
package ist.spike.fakes;

import ist.spike.identity.Svid;
import ist.spike.identity.SvidSource;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A source whose SVID and trust anchors a test changes. */
public final class SettableSource implements SvidSource {

  private record State(Svid svid, Map<String, Set<X509Certificate>> anchors, long generation) {}

  private volatile State state;

  public SettableSource(Svid svid, Map<String, Set<X509Certificate>> anchors) {
    this.state = new State(svid, anchors, 1);
  }

  /** One identity of trust domain {@code spike.ist}, good for an hour. */
  public static SettableSource of(TestAuthority authority, String path) {
    return new SettableSource(
        authority.issue("spiffe://spike.ist" + path, Duration.ofHours(1)), trust(authority));
  }

  /** What trusts {@code authority} for {@code spike.ist} and nothing else. */
  public static Map<String, Set<X509Certificate>> trust(TestAuthority authority) {
    return Map.of("spike.ist", Set.of(authority.certificate()));
  }

  public synchronized void rotate(Svid svid) {
    state = new State(svid, state.anchors, state.generation + 1);
  }

  public synchronized void trustOnly(TestAuthority authority) {
    state = new State(state.svid, trust(authority), state.generation + 1);
  }

  @Override
  public Svid current() {
    return state.svid;
  }

  @Override
  public Set<X509Certificate> authorities(String trustDomain) {
    return state.anchors.getOrDefault(trustDomain, Set.of());
  }

  @Override
  public long generation() {
    return state.generation;
  }

  @Override
  public void close() {}
}
