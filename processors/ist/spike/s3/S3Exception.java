// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import java.io.IOException;
import java.io.Serial;

/** What the server refused. */
public final class S3Exception extends IOException {

  @Serial
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  S3Exception(int status, String code) {
    super("the server answered " + status + (code.isEmpty() ? "" : " " + code));
    this.status = status;
    this.code = code;
  }

  /** Whether there is no such object, or none such property of it. */
  public boolean isMissing() {
    return status == 404;
  }

  /** S3's name for it; empty when it gave none. */
  public String code() {
    return code;
  }
}
