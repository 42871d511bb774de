// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import io.spiffe.spiffeid.SpiffeId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chains that were verified, at most {@value #MAX_CHAINS}. To verify one again gives the same as long as every byte of it
 * is the same, no trust anchor has changed, and all its certificates are valid: nothing else goes into a verdict. That
 * the peer holds the key is proved by each handshake and is no part of this.
 */
final class VerifiedChains {

  /** The peers of one system; a stranger gets none, for only what is valid is kept. */
  private static final int MAX_CHAINS = 256;

  private final Map<List<X509Certificate>, Verdict> verdicts = new ConcurrentHashMap<>();

  /**
   * What a verification has found.
   *
   * @param generation of the trust anchors
   * @param begin the latest begin in the chain
   * @param end the earliest end in the chain and of its anchor
   */
  private record Verdict(SpiffeId id, long generation, Instant begin, Instant end) {

    boolean holds(long now, Instant at) {
      return generation == now && !at.isBefore(begin) && !at.isAfter(end);
    }
  }

  /** The ID of this chain, if it was verified under the same anchors and is valid at this time. */
  Optional<SpiffeId> find(X509Certificate[] chain, long generation, Instant at) {
    Verdict verdict = verdicts.get(Arrays.asList(chain));
    return verdict != null && verdict.holds(generation, at)
        ? Optional.of(verdict.id)
        : Optional.empty();
  }

  /**
   * What was found.
   *
   * @param generation of the anchors, asked for before they were used
   */
  record Finding(SpiffeId id, long generation) {}

  /**
   * Remembers a chain that is valid.
   *
   * @param anchor the authority that it leads to
   */
  void add(X509Certificate[] chain, X509Certificate anchor, Finding finding) {
    Instant begin = Instant.MIN;
    Instant end = anchor.getNotAfter().toInstant();
    for (X509Certificate certificate : chain) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      begin = begin.isAfter(from) ? begin : from;
      end = end.isBefore(until) ? end : until;
    }
    if (verdicts.size() >= MAX_CHAINS) {
      verdicts.clear();
    }
    verdicts.put(List.of(chain), new Verdict(finding.id, finding.generation, begin, end));
  }

  int size() {
    return verdicts.size();
  }
}
