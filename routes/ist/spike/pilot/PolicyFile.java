// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.wire.PutPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.ConstructYamlNull;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * A policy in a YAML file (wire spec 10.5).
 *
 * @param file where it is
 */
record PolicyFile(Path file, PutPolicy policy) {

  /** A policy has at most some kilobytes. */
  private static final int MAX_SIZE_BYTES = 64 * 1024;
  private static final int MAX_FILES = 10_000;
  private static final int MAX_ALIASES = 10;
  private static final String LINE = "Error reading policy file: ";

  /** Reads one file. */
  static PolicyFile read(Path file) {
    Map<?, ?> members = parse(file, text(file));
    PutPolicy policy = new PutPolicy(text(file, members, "name", "policy name is"),
        text(file, members, "spiffeidPattern", "spiffeidPattern is"),
        text(file, members, "pathPattern", "pathPattern is"), permissions(file, members));
    return new PolicyFile(file, policy);
  }

  /** Reads every {@code .yaml} and {@code .yml} file of a folder, in the order of their names. */
  static List<PolicyFile> readAll(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(file -> file.toString().matches(".*\\.ya?ml"))
          .filter(Files::isRegularFile).sorted().limit(MAX_FILES + 1L).toList();
      if (found.isEmpty() || found.size() > MAX_FILES) {
        throw failure("fs_file_open_failed", found.isEmpty()
            ? "folder " + folder + " holds no .yaml file"
            : "folder " + folder + " holds more than " + MAX_FILES + " files", "nothing was done");
      }
      return found.stream().map(PolicyFile::read).toList();
    } catch (IOException e) {
      throw failure("fs_stream_read_failed", "folder " + folder + " cannot be read",
          String.valueOf(e));
    }
  }

  private static String text(Path file) {
    if (!Files.exists(file)) {
      throw failure("fs_file_open_failed", "file " + file + " does not exist",
          "nothing was done");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_SIZE_BYTES + 1);
      if (bytes.length > MAX_SIZE_BYTES) {
        throw failure("fs_stream_read_failed", "file " + file + " has more than "
            + MAX_SIZE_BYTES + " bytes", "a file holds one policy");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw failure("fs_stream_read_failed", "failed to read file " + file, String.valueOf(e));
    }
  }

  private static Map<?, ?> parse(Path file, String text) {
    Load load = new Load(LoadSettings.builder().setLabel(file.toString())
        .setSchema(new Texts()).setMaxAliasesForCollections(MAX_ALIASES).build());
    try {
      Object document = load.loadFromString(text);
      if (document == null) {
        return Map.of();
      }
      if (document instanceof Map<?, ?> members) {
        return members;
      }
      throw unreadable(file, "the document is no mapping", "");
    } catch (YamlEngineException e) {
      throw unreadable(file, problem(e),
          "; in double quotes a backslash must be doubled, in single quotes it is plain");
    }
  }

  /** Every scalar is a text, as Go makes it for fields that are texts; nothing at all is null. */
  private static final class Texts extends FailsafeSchema {

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      Map<Tag, ConstructNode> constructors = new HashMap<>(super.getSchemaTagConstructors());
      constructors.put(Tag.NULL, new ConstructYamlNull());
      return constructors;
    }
  }

  private static String problem(YamlEngineException e) {
    return e instanceof MarkedYamlEngineException marked
        ? marked.getProblem()
        : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static String text(Path file, Map<?, ?> members, String name, String required) {
    Object value = members.get(name);
    if (value == null || value.equals("")) {
      throw required(file, required);
    }
    if (value instanceof String text) {
      return text;
    }
    throw unreadable(file, name + " is no text", "");
  }

  private static List<String> permissions(Path file, Map<?, ?> members) {
    Object value = members.get("permissions");
    if (value == null || value.equals("") || value.equals(List.of())) {
      throw required(file, "permissions are");
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return PolicyDraft.checked(list.stream().map(String.class::cast).toList());
    }
    throw unreadable(file, "permissions is no list of texts", "");
  }

  private static CommandFailure required(Path file, String what) {
    return failure("data_invalid_input", what + " required in YAML file",
        file + " was read, and nothing was done");
  }

  private static CommandFailure unreadable(Path file, String why, String hint) {
    return failure("data_unmarshal_failure", "failed to parse YAML file " + file + ": yaml: " + why,
        "nothing was done" + hint);
  }

  private static CommandFailure failure(String code, String message, String cause) {
    return new CommandFailure(LINE + "[" + code + "] " + message, cause);
  }
}
