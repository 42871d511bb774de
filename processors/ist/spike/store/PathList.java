// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Lists paths page by page, so that a slow reader neither holds a connection nor fills the memory. */
final class PathList {

  private static final int PAGE = 1_000;
  // What remains of a wholly destroyed secret is not listed.
  private static final String FROM = "SELECT path FROM secret_meta AS meta WHERE path %s ? AND"
      + " EXISTS (SELECT 1 FROM secret_version WHERE path = meta.path) ORDER BY path LIMIT ?";
  private static final String AT_OR_AFTER = FROM.formatted(">=");
  private static final String AFTER = FROM.formatted(">");

  private PathList() {}

  static void visit(StoreReaders readers, PathRange range, Consumer<String> each) {
    boolean fromPrefix = Arrays.compareUnsigned(range.prefix().getBytes(UTF_8),
        range.after().getBytes(UTF_8)) > 0;
    String sql = fromPrefix ? AT_OR_AFTER : AFTER;
    String bound = fromPrefix ? range.prefix() : range.after();
    int left = range.limit();
    while (left > 0) {
      int asked = Math.min(left, PAGE);
      String pageSql = sql;
      String pageBound = bound;
      List<String> page = readers.read(
          database -> database.all(pageSql, row -> row.getString(1), pageBound, asked));
      List<String> matching =
          page.stream().takeWhile(path -> path.startsWith(range.prefix())).toList();
      matching.forEach(each);
      if (matching.size() < asked) {
        return;
      }
      left -= asked;
      sql = AFTER;
      bound = page.getLast();
    }
  }
}
