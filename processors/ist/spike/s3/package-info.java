// SPDX-License-Identifier: Apache-2.0
/** The few requests of S3 that backups need, over the JDK's own HTTP client. */
@NullMarked
package ist.spike.s3;

import org.jspecify.annotations.NullMarked;
