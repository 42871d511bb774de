// SPDX-License-Identifier: Apache-2.0
package ist.spike.bench;

import javax.net.ssl.SSLContext;

/**
 * A server under load.
 *
 * @param client who calls
 * @param port on this machine
 * @param pid whose processor time is counted
 */
record Target(SSLContext client, int port, long pid) {}
