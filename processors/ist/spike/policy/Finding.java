// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

import java.util.List;

/**
 * What one policy has to do with a question.
 *
 * @param name the policy's
 * @param reasons why it does not grant it, one sentence each; empty when it does
 * @param warnings what is unwise about it whoever asks, one sentence each
 */
public record Finding(String name, List<String> reasons, List<String> warnings) {}
