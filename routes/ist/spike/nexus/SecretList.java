// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.store.PathRange;
import ist.spike.store.SecretStore;
import ist.spike.wire.ListSecrets;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One answer to a list, read from the store page by page while it is sent. A path that is there from
 * beginning to end is in it once; one that comes or goes meanwhile may be.
 */
final class SecretList {

  /** The most paths a caller gets who asks for a page. */
  private static final int MAX_LIMIT = 10_000;
  private static final int PAGE = 1_000;

  private final SecretStore store;
  private final ListSecrets request;
  private final Predicate<String> visible;

  /**
   * @param visible which paths are shown
   */
  SecretList(SecretStore store, ListSecrets request, Predicate<String> visible) {
    this.store = store;
    this.request = request;
    this.visible = visible;
  }

  void writeTo(OutputStream out) throws IOException {
    ListSecrets.Answer answer = new ListSecrets.Answer(out);
    boolean paged = request.limit().isPresent() || !request.after().isEmpty();
    long left = paged ? Math.min(request.limit().orElse(MAX_LIMIT), MAX_LIMIT) : Long.MAX_VALUE - 1;
    String after = request.after();
    List<String> page;
    int asked;
    do {
      // One path more than is left to show tells whether there are more.
      asked = (int) Math.min(left + 1, PAGE);
      page = new ArrayList<>(asked);
      store.listPaths(new PathRange(request.prefix(), after, asked), page::add);
      for (String path : page) {
        if (visible.test(path)) {
          if (left == 0) {
            answer.end(true);
            return;
          }
          answer.add(path);
          left--;
        }
        after = path;
      }
    } while (page.size() == asked);
    answer.end(false);
  }
}
