// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.crypto.AesGcm;
import ist.spike.crypto.SecretBytes;
import ist.spike.policy.AccessQuestion;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.policy.PolicySet;
import ist.spike.shard.Shamir;
import ist.spike.shard.Share;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Parts of the system alone, measured by JMH. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class Parts {

  private static final int TAG_BITS = 128;
  private static final int VALUE_SIZE_BYTES = 1_024;
  private static final AccessQuestion QUESTION =
      new AccessQuestion("spiffe://spike.ist/workload/demo", "bench/17", "read");

  private final SecureRandom random = new SecureRandom();
  private final byte[] value = new byte[VALUE_SIZE_BYTES];
  private final byte[] associated = "a label and the place of a row".getBytes(UTF_8);
  private final byte[] nonce = new byte[AesGcm.NONCE_SIZE_BYTES];
  private final byte[] output =
      new byte[AesGcm.NONCE_SIZE_BYTES + VALUE_SIZE_BYTES + AesGcm.TAG_SIZE_BYTES];
  private final SecretKey bareKey = new SecretKeySpec(new byte[AesGcm.KEY_SIZE_BYTES], "AES");
  private final SecretBytes secret = SecretBytes.takeOwnership(scalar());
  private final AesGcm ours = AesGcm.of(secret);
  private final List<Share> twoOfThree = Shamir.split(secret, 3, 2).subList(0, 2);
  private final List<Share> halfOfMany = Shamir.split(secret, 255, 128).subList(0, 128);
  private final PolicySet few = policies(10);
  private final PolicySet many = policies(10_000);
  private final Cipher bare;
  private final byte[] sealed = ours.seal(value, associated);

  /** What all of them work on. */
  public Parts() {
    try {
      this.bare = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has AES-GCM", e);
    }
  }

  private byte[] bareSealed = {};

  /** Makes what is opened. */
  @Setup
  public void seal() throws GeneralSecurityException {
    bareSeal();
    bareSealed = output.clone();
  }

  @Benchmark
  public void split2of3() {
    Shamir.split(secret, 3, 2).forEach(Share::close);
  }

  @Benchmark
  public void combine2of3() {
    Shamir.combine(twoOfThree).close();
  }

  @Benchmark
  public void split128of255() {
    Shamir.split(secret, 255, 128).forEach(Share::close);
  }

  @Benchmark
  public void combine128of255() {
    Shamir.combine(halfOfMany).close();
  }

  @Benchmark
  public byte[] ourSeal() {
    return ours.seal(value, associated);
  }

  @Benchmark
  public byte[] ourOpen() throws GeneralSecurityException {
    return ours.open(sealed, associated);
  }

  /** A cipher, its key and its output array that are used again and again, with a random nonce. */
  @Benchmark
  public int bareSeal() throws GeneralSecurityException {
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, output, 0, nonce.length);
    bare.init(Cipher.ENCRYPT_MODE, bareKey, new GCMParameterSpec(TAG_BITS, nonce));
    bare.updateAAD(associated);
    return bare.doFinal(value, 0, value.length, output, nonce.length);
  }

  @Benchmark
  public int bareOpen() throws GeneralSecurityException {
    bare.init(Cipher.DECRYPT_MODE, bareKey,
        new GCMParameterSpec(TAG_BITS, bareSealed, 0, nonce.length));
    bare.updateAAD(associated);
    return bare.doFinal(bareSealed, nonce.length, bareSealed.length - nonce.length, output, 0);
  }

  @Benchmark
  public boolean checkFewPolicies() {
    return few.grants(QUESTION);
  }

  @Benchmark
  public boolean checkManyPolicies() {
    return many.grants(QUESTION);
  }

  private static byte[] scalar() {
    byte[] bytes = new byte[AesGcm.KEY_SIZE_BYTES];
    new SecureRandom().nextBytes(bytes);
    // Below the order of P-256, and not zero.
    bytes[0] = 1;
    return bytes;
  }

  private static PolicySet policies(int count) {
    List<Policy> policies = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      policies.add(policy("other-" + i, "^spiffe://spike\\.ist/other/" + i + "$",
          "^other/" + i + "/.*$"));
    }
    policies.add(policy("bench", "^spiffe://spike\\.ist/workload/.*$", "^bench/.*$"));
    return PolicySet.of(policies);
  }

  private static Policy policy(String name, String spiffeId, String path) {
    return new Policy(PolicyRule.of(name, spiffeId, path, List.of("read")), Instant.EPOCH,
        Instant.EPOCH);
  }
}
