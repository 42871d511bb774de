// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import ist.spike.bench.Load.Request;
import ist.spike.wire.Operation;
import java.time.Duration;
import java.util.function.IntFunction;

/** The requests that are measured, and what is filled in before. */
final class Api {

  private static final String VALUE = "v".repeat(64);
  private static final int FILLERS = 32;

  private Api() {}

  static String path(int number, int paths) {
    return "bench/" + Math.floorMod(number, paths);
  }

  static Request get(int number, int paths) {
    return new Request(Operation.GET_SECRET.target(),
        "{\"path\":\"" + path(number, paths) + "\"}");
  }

  static Request put(int number, int paths) {
    // A value that was there before would be written, too, but it shall look like work.
    return new Request(Operation.PUT_SECRET.target(), "{\"path\":\"" + path(number, paths)
        + "\",\"values\":{\"password\":\"" + VALUE + "\",\"n\":\"" + number + "\"}}");
  }

  /** A page of so many paths from the beginning. */
  static Request list(int limit) {
    return new Request(Operation.LIST_SECRETS.target(), "{\"limit\":" + limit + "}");
  }

  /** Lets every workload read and write what is measured. */
  static Request grant() {
    return policy("bench", "^spiffe://spike\\\\.ist/workload/.*$", "^bench/.*$",
        "\"read\",\"write\"");
  }

  /** A policy that concerns nobody. */
  static Request otherPolicy(int number) {
    return policy("other-" + number, "^spiffe://spike\\\\.ist/other/" + number + "$",
        "^other/" + number + "/.*$", "\"read\"");
  }

  private static Request policy(String name, String spiffeId, String path, String permissions) {
    return new Request(Operation.PUT_POLICY.target(), "{\"name\":\"" + name
        + "\",\"spiffeidPattern\":\"" + spiffeId + "\",\"pathPattern\":\"" + path
        + "\",\"permissions\":[" + permissions + "]}");
  }

  /** Sends so many requests, each once. */
  static void fill(Machine machine, int count, IntFunction<Request> requests) throws Exception {
    Filling.run(machine.nexus(Machine.SUPERUSER), count, Math.min(FILLERS, count), requests);
  }

  /** How long a load runs before it is counted. */
  static final Duration WARM_UP = Duration.ofSeconds(2);
}
