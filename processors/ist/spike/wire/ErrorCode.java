// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

/**
 * Why something was refused or failed: the text is what travels as {@code err} (wire spec 2.3 and
 * appendix A), the status is the HTTP status that goes with it.
 *
 * <p>A Go client looks only at the status, so codes beyond SPIKE's five reach it as the status says.
 */
public enum ErrorCode {

  /** The request cannot be understood or breaks a validation rule. */
  BAD_REQUEST("api_bad_request", 400),
  /** The caller has no valid identity or may not do this. SPIKE has no 403. */
  UNAUTHORIZED("access_unauthorized", 401),
  /** No such secret, version or policy; a deleted version looks the same. */
  NOT_FOUND("api_not_found", 404),
  /** The condition of a conditional write does not hold. Only callers that set one see it. */
  CONFLICT("entity_version_invalid", 409),
  /** A failure of the server's own. */
  INTERNAL("api_internal_error", 500),
  /** There is no root key yet. */
  NOT_READY("state_not_ready", 503),
  /** A bounded queue is full or the disk is; the same request may succeed later. */
  BUSY("api_busy", 503),

  /** What is stored was damaged or altered. */
  DAMAGED("state_integrity_check", 500),
  /** A setting is missing or invalid; the program does not start. */
  BAD_SETTING("data_invalid_input", 500),
  /** The peer cannot be reached, or its answer says that it failed. */
  UNREACHABLE("net_peer_connection", 500),
  /** The peer's answer is not what the protocol allows. */
  BAD_ANSWER("data_unmarshal_failure", 500),
  /** The Workload API gave no identity in time. */
  NO_IDENTITY("spiffe_unable_to_fetch_x509_source", 500);

  private final String text;
  private final int status;

  ErrorCode(String text, int status) {
    this.text = text;
    this.status = status;
  }

  /** The text of this code on the wire. */
  public String text() {
    return text;
  }

  /** The HTTP status of an answer with this code. */
  public int status() {
    return status;
  }

  /** What a client learns from the status of an answer alone, as SPIKE's SDK does (wire spec 5). */
  public static ErrorCode ofStatus(int status) {
    return switch (status) {
      case 400 -> BAD_REQUEST;
      case 401 -> UNAUTHORIZED;
      case 404 -> NOT_FOUND;
      case 409 -> CONFLICT;
      case 503 -> NOT_READY;
      default -> UNREACHABLE;
    };
  }
}
