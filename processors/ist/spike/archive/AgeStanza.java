// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.exceptionfactory.jagged.RecipientStanza;
import java.util.List;

/**
 * One entry of an age header. Readers ignore types that they do not know.
 *
 * @param type the first word after the arrow
 * @param arguments the words after it
 * @param body at most {@value #MAX_BODY_BYTES} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and on the way out
record AgeStanza(String type, List<String> arguments, byte[] body) {

  /** Twice what the largest share set needs. */
  static final int MAX_BODY_BYTES = 8_192;

  /** Takes copies. */
  AgeStanza {
    arguments = List.copyOf(arguments);
    body = body.clone();
    if (body.length > MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "a stanza has at most " + MAX_BODY_BYTES + " bytes, not " + body.length);
    }
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  RecipientStanza toRecipientStanza() {
    return new RecipientStanza() {
      @Override
      public String getType() {
        return type;
      }

      @Override
      public List<String> getArguments() {
        return arguments;
      }

      @Override
      public byte[] getBody() {
        return body();
      }
    };
  }
}
