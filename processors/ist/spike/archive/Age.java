// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * Encrypts to people and opens again, in the format of the {@code age} tool (age-encryption.org/v1),
 * in constant memory: the payload goes in chunks of 64 KB, each authenticated, the last one marked.
 */
public final class Age {

  /** More than anyone names; the header stays far below the 64 KB that readers take. */
  public static final int MAX_RECIPIENTS = 100;

  private Age() {}

  /**
   * A stream that encrypts what is written to it. Only when it was closed is the file complete;
   * closing also closes {@code target}.
   *
   * @param recipients 1 to {@value #MAX_RECIPIENTS}, each of whom can open the file alone
   */
  public static OutputStream encrypt(OutputStream target, List<AgeRecipient> recipients)
      throws IOException {
    return encrypt(target, recipients, List.of());
  }

  /** As {@link #encrypt(OutputStream, List)}, with stanzas that wrap no key, in the header's end. */
  static OutputStream encrypt(OutputStream target, List<AgeRecipient> recipients,
      List<AgeStanza> extra) throws IOException {
    if (recipients.isEmpty() || recipients.size() > MAX_RECIPIENTS) {
      throw new IllegalArgumentException(
          "an age file has 1 to " + MAX_RECIPIENTS + " recipients, not " + recipients.size());
    }
    try {
      List<RecipientStanzaWriter> writers = new ArrayList<>();
      for (AgeRecipient recipient : recipients) {
        writers.add(
            X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient.text()));
      }
      extra.forEach(stanza -> writers.add(_ -> List.of(stanza.toRecipientStanza())));
      return Channels.newOutputStream(new StandardEncryptingChannelFactory()
          .newEncryptingChannel(new StreamChannels.Writing(target), writers));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("X25519, HKDF and ChaCha20-Poly1305 are part of every JDK", e);
    }
  }

  /**
   * A stream of what was encrypted. Each chunk is authentic when it is given out; that nothing is
   * missing is certain only at the end of the stream. A chunk that was altered is an {@link
   * IOException}. Closing also closes {@code source}.
   *
   * @param identity borrowed, for this call only
   * @throws SpikeException {@code BAD_REQUEST} when the file is not encrypted to this identity,
   *     {@code DAMAGED} when its header cannot be read or was altered
   */
  public static InputStream decrypt(InputStream source, AgeIdentity identity) throws IOException {
    try {
      return Channels.newInputStream(new StandardDecryptingChannelFactory()
          .newDecryptingChannel(new StreamChannels.Reading(source), List.of(identity.reader())));
    } catch (UnsupportedRecipientStanzaException e) {
      throw new SpikeException(ErrorCode.BAD_REQUEST,
          "the file is not encrypted to " + identity.recipient(), e);
    } catch (GeneralSecurityException e) {
      throw new SpikeException(ErrorCode.DAMAGED,
          "the file has no sound age header: " + e.getMessage(), e);
    }
  }
}
