// SPDX-License-Identifier: Apache-2.0
package ist.spike.peer;

/**
 * What a peer answered, with whatever status.
 *
 * @param status the HTTP status
 * @param contentType its content type; empty when it has none
 * @param body the whole body, bounded by the client's limit; may hold a secret
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record PeerAnswer(int status, String contentType, byte[] body) {

  /** Whether the peer did what it was asked. */
  public boolean isOk() {
    return status == 200;
  }

  /** Names the answer without its body. */
  @Override
  public String toString() {
    return "PeerAnswer[" + status + ", " + body.length + " bytes]";
  }
}
