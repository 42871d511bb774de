// SPDX-License-Identifier: Apache-2.0
package ist.spike.model;

/**
 * One thing that can happen.
 *
 * @param what in words
 * @param world afterwards
 */
record Event(String what, World world) {}
