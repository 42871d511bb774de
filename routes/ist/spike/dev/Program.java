// SPDX-License-Identifier: Apache-2.0
package ist.spike.dev;

/**
 * A program that keeps running.
 *
 * @param name unique, such as {@code keeper-2}: names its configuration, log and pid file
 * @param verb what the launcher is asked for
 * @param port where it listens, on loopback only
 */
record Program(String name, String verb, int port) {
  static final String HOST = "127.0.0.1";

  String url() {
    return "https://" + listenAddress();
  }

  String listenAddress() {
    return HOST + ":" + port;
  }
}
