// SPDX-License-Identifier: Apache-2.0
package ist.spike.policy;

/** Whether a caller has a permission on a path. The path may be anything a request can hold. */
public record AccessQuestion(String spiffeId, String path, String permission) {}
