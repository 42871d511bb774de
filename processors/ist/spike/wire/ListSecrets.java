// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalInt;

/**
 * Asks for the paths of secrets. Without members it is SPIKE's request for all of them; the members
 * are ours.
 *
 * @param prefix only paths that start with this
 * @param after only paths that come after this one
 * @param limit at most so many
 * @param readable only paths that the caller may read
 */
public record ListSecrets(String prefix, String after, OptionalInt limit, boolean readable) {

  /** SPIKE's request: all paths. */
  public static ListSecrets all() {
    return new ListSecrets("", "", OptionalInt.empty(), false);
  }

  /** Reads a request. */
  public static ListSecrets parse(byte[] body) {
    GoReader in = GoReader.request(body, "prefix", "after", "limit", "readable");
    String prefix = "";
    String after = "";
    OptionalInt limit = OptionalInt.empty();
    boolean readable = false;
    while (in.next()) {
      switch (in.name()) {
        case "prefix" -> prefix = in.text();
        case "after" -> after = in.text();
        case "limit" -> limit = in.isNull() ? OptionalInt.empty() : OptionalInt.of(in.integer());
        default -> readable = in.flag();
      }
    }
    return new ListSecrets(prefix, after, limit, readable);
  }

  /** Writes a request. */
  public byte[] toJson() {
    GoWriter out = new GoWriter().open();
    if (!prefix.isEmpty()) {
      out.member("prefix", prefix);
    }
    if (!after.isEmpty()) {
      out.member("after", after);
    }
    limit.ifPresent(count -> out.member("limit", count));
    if (readable) {
      out.member("readable", true);
    }
    return out.close().toBytes();
  }

  /** Reads an answer. */
  public static Page parsePage(byte[] body) {
    GoReader in = GoReader.answer(body, "keys", "more");
    List<String> keys = List.of();
    boolean more = false;
    while (in.next()) {
      switch (in.name()) {
        case "keys" -> keys = in.texts();
        default -> more = in.flag();
      }
    }
    return new Page(keys, more);
  }

  /** Reads the paths of an answer. */
  public static List<String> parseAnswer(byte[] body) {
    return parsePage(body).keys();
  }

  /** Paths in order, and whether a limit left out {@code more} of them. */
  public record Page(List<String> keys, boolean more) {

    /** Takes its own copy of the list; where there are no paths, no more can follow. */
    public Page {
      keys = List.copyOf(keys);
      more &= !keys.isEmpty();
    }
  }

  /** Writes an answer path by path, so that the list never exists as a whole. */
  public static final class Answer {

    private static final int CHUNK_SIZE_BYTES = 8 * 1024;

    private final OutputStream sink;
    private final GoWriter out = new GoWriter().open().name("keys").startArray();

    /** An answer that goes to {@code sink}, piece by piece. */
    public Answer(OutputStream sink) {
      this.sink = sink;
    }

    /** Adds the next path. */
    public void add(String path) throws IOException {
      out.text(path);
      if (out.size() >= CHUNK_SIZE_BYTES) {
        out.drainTo(sink);
      }
    }

    /** Ends the answer; {@code more} says that a limit cut it. */
    public void end(boolean more) throws IOException {
      out.endArray();
      (more ? out.member("more", true) : out).close().drainTo(sink);
    }
  }
}
