// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import ist.spike.identity.Role;
import ist.spike.wire.SecretMetadata;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/** {@code spike secret diff}: ours. Which keys two versions differ in; the values only on demand. */
final class SecretDiff {

  private static final Flag FROM = new Flag("from", "", Flag.Kind.INTEGER, "0",
      "the older version; 0 is the live one before the newer");
  private static final Flag TO =
      new Flag("to", "", Flag.Kind.INTEGER, "0", "the newer version; 0 is the current one");
  private static final Flag SHOW =
      new Flag("show", "", Flag.Kind.SWITCH, "false", "show the values, too");

  private SecretDiff() {}

  /** The verb under this path. */
  static Command at(String path) {
    return new Command(path, " <path>",
        """
            Show which keys of a secret two versions differ in

            - key is only in the older version, + key only in the newer, ~ key has another value.""",
        List.of(FROM, TO, SHOW), Command.Arity.exactly(1), List.of(),
        Optional.of(SecretDiff::diff));
  }

  private static void diff(Invocation invocation, Session session) {
    String path = SecretCommands.path(invocation, 0);
    int from = SecretCommands.version(invocation.flag(FROM.name()));
    int to = SecretCommands.version(invocation.flag(TO.name()));
    StringBuilder text = new StringBuilder();
    try (Nexus nexus = session.connector().connect(Role.SUPERUSER)) {
      if (from == 0 || to == 0) {
        SecretMetadata history = SecretTransfer.history(nexus, path);
        to = to == 0 ? history.currentVersion() : to;
        from = from == 0 ? before(history, to) : from;
      }
      SortedMap<String, String> older = SecretTransfer.read(nexus, path, from);
      SortedMap<String, String> newer = SecretTransfer.read(nexus, path, to);
      text.append("--- ").append(path).append(" version ").append(from).append("\n+++ ")
          .append(path).append(" version ").append(to).append('\n');
      lines(older, newer, invocation.isSet(SHOW.name()), text);
    }
    session.terminal().printText(text.toString());
  }

  private static int before(SecretMetadata history, int version) {
    return history.versions().headMap(version).entrySet().stream()
        .filter(each -> each.getValue().deletedTime().isEmpty()).mapToInt(each -> each.getKey())
        .max().orElseThrow(() -> new CommandFailure(List.of("Error: Resource not found."),
            "there is no live version before version " + version, ExitCode.NOT_FOUND));
  }

  private static void lines(SortedMap<String, String> older, SortedMap<String, String> newer,
      boolean show, StringBuilder text) {
    TreeSet<String> keys = new TreeSet<>(older.keySet());
    keys.addAll(newer.keySet());
    for (String key : keys) {
      Optional<String> was = Optional.ofNullable(older.get(key));
      Optional<String> is = Optional.ofNullable(newer.get(key));
      if (was.equals(is)) {
        continue;
      }
      if (!show && was.isPresent() && is.isPresent()) {
        text.append("~ ").append(key).append('\n');
        continue;
      }
      was.ifPresent(value -> line('-', key, show ? ": " + value : "", text));
      is.ifPresent(value -> line('+', key, show ? ": " + value : "", text));
    }
  }

  private static void line(char sign, String key, String value, StringBuilder text) {
    text.append(sign).append(' ').append(key).append(value).append('\n');
  }
}
