// SPDX-License-Identifier: Apache-2.0
package ist.spike.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import ist.spike.crypto.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** Reads the files beside it; a member that is missing fails the test. */
public final class Vectors {
  private final JsonObject object;

  private Vectors(JsonObject object) {
    this.object = object;
  }

  public static Vectors load(String file) {
    try (InputStream in = requireNonNull(Vectors.class.getResourceAsStream(file), file)) {
      return new Vectors((JsonObject) Jsoner.deserialize(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DeserializationException e) {
      throw new AssertionError(file + " is not JSON", e);
    }
  }

  public boolean has(String name) {
    return object.containsKey(name);
  }

  public boolean isNull(String name) {
    return has(name) && object.get(name) == null;
  }

  public String text(String name) {
    return requireNonNull(object.getString(name), name);
  }

  public int number(String name) {
    return requireNonNull(object.getInteger(name), name);
  }

  public byte[] bytes(String name) {
    return HexFormat.of().parseHex(text(name));
  }

  public SecretBytes secret(String name) {
    return SecretBytes.takeOwnership(bytes(name));
  }

  public List<String> texts(String name) {
    return array(name).map(Object::toString).toList();
  }

  public Vectors member(String name) {
    JsonObject member = requireNonNull(object.getMap(name), name) instanceof JsonObject found
        ? found
        : new JsonObject(object.getMap(name));
    return new Vectors(member);
  }

  public List<Vectors> members(String name) {
    return array(name).map(element -> new Vectors((JsonObject) element)).toList();
  }

  public List<String> names() {
    return new ArrayList<>(object.keySet());
  }

  private Stream<Object> array(String name) {
    return requireNonNull((JsonArray) object.get(name), name).stream();
  }
}
