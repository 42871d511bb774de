// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.spiffe.spiffeid.SpiffeId;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIImplBase;
import io.spiffe.workloadapi.grpc.Workload.X509BundlesRequest;
import io.spiffe.workloadapi.grpc.Workload.X509BundlesResponse;
import io.spiffe.workloadapi.grpc.Workload.X509SVID;
import io.spiffe.workloadapi.grpc.Workload.X509SVIDRequest;
import io.spiffe.workloadapi.grpc.Workload.X509SVIDResponse;
import ist.spike.identity.CertificateAuthority;
import ist.spike.identity.IssuedSvid;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One identity of the embedded authority and the watchers of its SVID: whoever fetches it keeps the
 * stream open and is sent every new one (SPIFFE Workload API, section 5.2). JWT calls stay
 * unimplemented; SPIKE uses none.
 */
final class WorkloadIdentity extends SpiffeWorkloadAPIImplBase {
  private final CertificateAuthority authority;
  private final SpiffeId id;
  private final Duration lifetime;
  private final Set<ServerCallStreamObserver<X509SVIDResponse>> watchers = new HashSet<>();
  private IssuedSvid current;

  WorkloadIdentity(CertificateAuthority authority, SpiffeId id, Duration lifetime) {
    this.authority = authority;
    this.id = id;
    this.lifetime = lifetime;
    this.current = authority.issue(id, lifetime);
  }

  synchronized IssuedSvid current() {
    return current;
  }

  /** Replaces the SVID once half of its life is over and sends the new one to every watcher. */
  synchronized void rotateWhenDue(Instant now) {
    if (now.isBefore(current.halfLife())) {
      return;
    }
    current = authority.issue(id, lifetime);
    X509SVIDResponse message = message(current);
    watchers.removeIf(ServerCallStreamObserver::isCancelled);
    watchers.forEach(watcher -> watcher.onNext(message));
  }

  // A stream observer is not thread safe: everything that is sent, is sent holding this lock.
  @Override
  public synchronized void fetchX509SVID(
      X509SVIDRequest request, StreamObserver<X509SVIDResponse> answer) {
    var watcher = (ServerCallStreamObserver<X509SVIDResponse>) answer;
    watcher.setOnCancelHandler(() -> forget(watcher));
    watchers.add(watcher);
    watcher.onNext(message(current));
  }

  @Override
  public void fetchX509Bundles(
      X509BundlesRequest request, StreamObserver<X509BundlesResponse> answer) {
    // The stream stays open without ever bringing more: the authority lives as long as its server.
    answer.onNext(X509BundlesResponse.newBuilder()
        .putBundles("spiffe://" + authority.trustDomain(), der(List.of(authority.certificate())))
        .build());
  }

  private synchronized void forget(ServerCallStreamObserver<X509SVIDResponse> watcher) {
    watchers.remove(watcher);
  }

  private X509SVIDResponse message(IssuedSvid svid) {
    return X509SVIDResponse.newBuilder()
        .addSvids(X509SVID.newBuilder()
            .setSpiffeId(svid.id().toString())
            .setX509Svid(der(svid.chain()))
            .setX509SvidKey(ByteString.copyFrom(svid.key().getEncoded()))
            .setBundle(der(List.of(authority.certificate()))))
        .build();
  }

  private static ByteString der(List<X509Certificate> certificates) {
    ByteString all = ByteString.EMPTY;
    for (X509Certificate certificate : certificates) {
      try {
        all = all.concat(ByteString.copyFrom(certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new AssertionError("a certificate made here has an encoding", e);
      }
    }
    return all;
  }
}
