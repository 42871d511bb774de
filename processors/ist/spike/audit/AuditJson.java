// SPDX-License-Identifier: Apache-2.0
package ist.spike.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Audit records as JSON objects of texts and whole numbers (ops/format/audit.md). */
public final class AuditJson {

  /** Jackson keeps its buffers by thread unless told otherwise, and each request has a thread of its own. */
  private static final int MAX_IDLE_BUFFERS = 16;
  private static final JsonFactory JSON = JsonFactory.builder()
      .recyclerPool(JsonRecyclerPools.newBoundedPool(MAX_IDLE_BUFFERS)).build();

  private AuditJson() {}

  /** A record alone. */
  public static byte[] encode(AuditRecord record) {
    return object(out -> write(out, record));
  }

  /** Reads what {@link #encode} wrote; anything else is damage. */
  public static AuditRecord decode(byte[] json) {
    return record(members(json));
  }

  /** Writes the members of one object. */
  @FunctionalInterface
  interface Members {
    void writeTo(JsonGenerator out) throws IOException;
  }

  static byte[] object(Members members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      members.writeTo(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  static void write(JsonGenerator out, AuditRecord record) throws IOException {
    out.writeStringField("time", record.time().toString());
    out.writeStringField("id", record.requestId());
    out.writeStringField("caller", record.caller());
    out.writeStringField("operation", record.operation());
    out.writeStringField("subject", record.subject());
    out.writeStringField("outcome", record.outcome());
    out.writeNumberField("status", record.status());
    out.writeStringField("code", record.code());
    out.writeNumberField("micros", record.micros());
  }

  /** Writes the members of an object that was {@link #encode encoded} before, after others. */
  static void writeMembers(JsonGenerator out, byte[] object) throws IOException {
    out.writeRaw(',');
    out.writeRaw(new String(object, 1, object.length - 2, UTF_8));
  }

  /** The members of an object, each as text. */
  static Map<String, String> members(byte[] json) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser in = JSON.createParser(json)) {
      require(in.nextToken() == JsonToken.START_OBJECT);
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        require(in.nextToken().isScalarValue() && members.put(name, in.getText()) == null);
      }
      require(in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null);
      return members;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  static AuditRecord record(Map<String, String> members) {
    try {
      return new AuditRecord(Instant.parse(text(members, "time")), text(members, "id"),
          text(members, "caller"), text(members, "operation"), text(members, "subject"),
          Math.toIntExact(number(members, "status")), text(members, "code"),
          number(members, "micros"));
    } catch (DateTimeException | ArithmeticException e) {
      throw unreadable(e);
    }
  }

  static String text(Map<String, String> members, String name) {
    String text = members.get(name);
    if (text == null) {
      throw new SpikeException(ErrorCode.DAMAGED, "an audit record has no " + name);
    }
    return text;
  }

  static long number(Map<String, String> members, String name) {
    try {
      return Long.parseLong(text(members, name));
    } catch (NumberFormatException e) {
      throw unreadable(e);
    }
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("not a record");
    }
  }

  private static SpikeException unreadable(Exception cause) {
    return new SpikeException(ErrorCode.DAMAGED, "an audit record cannot be read", cause);
  }
}
