// SPDX-License-Identifier: Apache-2.0
package ist.spike.config;

/**
 * Where a server listens.
 *
 * @param host the address to bind to; {@code 0.0.0.0} when the setting names none
 * @param port 0 to 65535; 0 takes a free one
 */
public record ListenAddress(String host, int port) {}
