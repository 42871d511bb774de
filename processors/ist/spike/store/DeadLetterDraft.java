// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

/**
 * What failed for good, before the store has it.
 *
 * @param flow the route that gave up
 * @param subject what it was about, such as a Keeper's URL
 * @param attempts how often it was tried
 * @param error the last failure in one sentence
 */
public record DeadLetterDraft(String flow, String subject, int attempts, String error) {}
