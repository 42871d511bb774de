// SPDX-License-Identifier: Apache-2.0
// mvn -o -q test-compile && java -cp target/classes:$(find ~/.m2 -name 're2j-1.8.jar') bench/PolicyBench.java

import ist.spike.policy.AccessQuestion;
import ist.spike.policy.Policy;
import ist.spike.policy.PolicyRule;
import ist.spike.policy.PolicySet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** What a check of policies costs with ten and with ten thousand of them; prints one line a case. */
public final class PolicyBench {

  private static final int ROUNDS = 7;
  private static final int CHECKS = 20_000;

  private PolicyBench() {}

  public static void main(String[] args) {
    measure("a policy per workload", i -> rule(i, "^spiffe://spike\\.ist/workload/w" + i + "$",
        "^tenants/.*$"));
    measure("one caller, a policy per tenant",
        i -> rule(i, "^spiffe://spike\\.ist/workload/.*$", "^tenants/t" + i + "/.*$"));
    measure("unanchored, a policy per tenant",
        i -> rule(i, "spiffe://spike\\.ist/workload/", "/t" + i + "/db"));
    measure("all concern the caller and the path (none is left out)",
        i -> rule(i, "^spiffe://spike\\.ist/workload/[a-z0-9]+x$", "^tenants/[a-z0-9]+/x$"));
  }

  private static PolicyRule rule(int i, String spiffeId, String path) {
    return PolicyRule.of("p" + i, spiffeId, path, List.of("read"));
  }

  private static void measure(String name, IntFunction<PolicyRule> rules) {
    for (int count : new int[]{10, 1_000, 10_000}) {
      long start = System.nanoTime();
      List<Policy> policies = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        policies.add(new Policy(rules.apply(i), Instant.EPOCH, Instant.EPOCH));
      }
      PolicySet set = PolicySet.of(policies);
      double built = (System.nanoTime() - start) / 1e6;
      String path = "tenants/t7/db/";
      String caller = "spiffe://spike.ist/workload/w7";
      System.out.printf(Locale.ROOT,
          "%-48s %6d policies: check %8.2f us, same question again %5.2f us, built in %7.1f ms,"
              + " one more %6.1f us%n",
          name, count, median(set, caller, path, true), median(set, caller, path, false), built,
          change(set, rules));
    }
  }

  /** Of questions that are all new, or all the same. */
  private static double median(PolicySet set, String caller, String path, boolean fresh) {
    double[] rounds = new double[ROUNDS];
    int asked = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      int yes = 0;
      int done = 0;
      while (done < CHECKS && System.nanoTime() - start < 500_000_000L) {
        String end = fresh ? Integer.toString(asked++) : "";
        yes += set.grants(new AccessQuestion(caller, path + end, "read")) ? 1 : 0;
        done++;
      }
      rounds[round] = (System.nanoTime() - start) / 1e3 / done + (yes < 0 ? 1 : 0);
    }
    Arrays.sort(rounds);
    return rounds[ROUNDS / 2];
  }

  private static double change(PolicySet set, IntFunction<PolicyRule> rules) {
    double[] rounds = new double[ROUNDS];
    Policy more = new Policy(rules.apply(1_000_000), Instant.EPOCH, Instant.EPOCH);
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      set.with(more);
      rounds[round] = (System.nanoTime() - start) / 1e3;
    }
    Arrays.sort(rounds);
    return rounds[ROUNDS / 2];
  }
}
