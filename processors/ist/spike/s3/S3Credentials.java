// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import ist.spike.crypto.SecretBytes;

/**
 * Who asks.
 *
 * @param accessId names the account; public
 * @param secret what requests are signed with
 * @param session token of credentials that end by themselves; empty for others
 */
public record S3Credentials(String accessId, SecretBytes secret, String session)
    implements
      AutoCloseable {

  @Override
  public String toString() {
    return "S3Credentials[" + accessId + "]";
  }

  @Override
  public void close() {
    secret.close();
  }
}
