// SPDX-License-Identifier: Apache-2.0
package ist.spike.wire;

import ist.spike.crypto.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * What SPIKE accepts in a request (wire spec 7). Every check is of the whole text; lengths are in
 * bytes, which for the allowed characters are the same as characters. The patterns are SPIKE's in
 * Java's spelling and match in linear time.
 */
public final class Validation {

  private static final int MAX_PATH_LENGTH = 500;
  private static final int MAX_NAME_LENGTH = 250;
  /** Ours: SPIKE has no limit here. */
  private static final int MAX_SPIFFE_ID_PATTERN_LENGTH = 2_048;
  private static final int MAX_SPIFFE_ID_LENGTH = 2_048;
  /** Ours: SPIKE has no limit here, and there are five permissions. */
  private static final int MAX_PERMISSIONS = 100;
  private static final int SHARE_SIZE_BYTES = 32;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_ -]+");
  private static final Pattern PATH = Pattern.compile("[a-zA-Z0-9._\\-/()?+*|\\[\\]{}\\\\]+");
  private static final Pattern PATH_PATTERN =
      Pattern.compile("[a-zA-Z0-9._\\-/^$()?+*|\\[\\]{}\\\\]+");
  private static final Pattern SPIFFE_ID_PATTERN =
      Pattern.compile("\\^?spiffe://[\\\\a-zA-Z0-9.\\-*()+?\\[\\]]++"
          + "(/[\\\\/a-zA-Z0-9._\\-*()+?\\[\\]]+)?\\$?");
  /**
   * Unlike SPIKE's, this takes an underscore in a trust domain, which SPIFFE allows, and no {@code .}
   * or {@code ..} in a path, which it does not.
   */
  private static final Pattern SPIFFE_ID =
      Pattern.compile("spiffe://[a-zA-Z0-9._-]+(/(?!\\.{1,2}(?:/|$))[a-zA-Z0-9._-]+)*+");
  private static final Set<String> PERMISSIONS =
      Set.of("read", "write", "list", "execute", "super");

  private Validation() {}

  /** Whether a secret may lie at this path. */
  public static boolean isPath(String path) {
    return path.length() <= MAX_PATH_LENGTH && hasPathCharacters(path);
  }

  /** Whether a path has only allowed characters; the Pilot checks no more than this. */
  public static boolean hasPathCharacters(String path) {
    return PATH.matcher(path).matches();
  }

  /** Whether this can be the name of a policy or the key of a value. */
  public static boolean isName(String name) {
    return name.length() <= MAX_NAME_LENGTH && NAME.matcher(name).matches();
  }

  /** Whether a policy may have this path pattern, as far as characters tell. */
  public static boolean isPathPattern(String pattern) {
    return pattern.length() <= MAX_PATH_LENGTH && PATH_PATTERN.matcher(pattern).matches();
  }

  /** Whether a policy may have this pattern of SPIFFE IDs, as far as characters tell. */
  public static boolean isSpiffeIdPattern(String pattern) {
    return pattern.length() <= MAX_SPIFFE_ID_PATTERN_LENGTH
        && SPIFFE_ID_PATTERN.matcher(pattern).matches();
  }

  /** Whether a caller may have this SPIFFE ID. */
  public static boolean isCaller(String spiffeId) {
    return spiffeId.length() <= MAX_SPIFFE_ID_LENGTH && SPIFFE_ID.matcher(spiffeId).matches();
  }

  /** Whether a policy may grant these: at least one, and known ones only. */
  public static boolean arePermissions(List<String> permissions) {
    return !permissions.isEmpty() && permissions.size() <= MAX_PERMISSIONS
        && PERMISSIONS.containsAll(permissions);
  }

  /** Refuses a path no secret can have. */
  public static void requirePath(String path) {
    require(isPath(path), "the path must be 1 to " + MAX_PATH_LENGTH + " of a-z A-Z 0-9 "
        + "and . _ - / ( ) ? + * | [ ] { } \\");
  }

  /** Refuses what is no caller's SPIFFE ID. */
  public static void requireCaller(String spiffeId) {
    require(isCaller(spiffeId),
        "the SPIFFE ID must be spiffe://TRUST-DOMAIN with or without a path,"
            + " at most " + MAX_SPIFFE_ID_LENGTH + " characters");
  }

  /** Refuses values with a key that is no name. */
  public static void requireKeys(SortedMap<String, String> values) {
    require(values.keySet().stream().allMatch(Validation::isName), "every key must be 1 to "
        + MAX_NAME_LENGTH + " letters, digits, spaces, underscores and hyphens");
  }

  /** Refuses what cannot be the name of a policy. */
  public static void requireName(String name) {
    require(isName(name), "the name must be 1 to " + MAX_NAME_LENGTH
        + " letters, digits, spaces, underscores and hyphens");
  }

  /** Refuses what cannot be a policy's pattern of SPIFFE IDs. */
  public static void requireSpiffeIdPattern(String pattern) {
    require(isSpiffeIdPattern(pattern), "the SPIFFE ID pattern must be spiffe:// and at most "
        + MAX_SPIFFE_ID_PATTERN_LENGTH
        + " characters of a-z A-Z 0-9 and \\ . - * ( ) + ? [ ] in all,"
        + " behind a first / also _ and /, with ^ and $ at the ends alone");
  }

  /** Refuses what cannot be a policy's pattern of paths. */
  public static void requirePathPattern(String pattern) {
    require(isPathPattern(pattern), "the path pattern must be 1 to " + MAX_PATH_LENGTH
        + " of a-z A-Z 0-9 and . _ - / ^ $ ( ) ? + * | [ ] { } \\");
  }

  /** Refuses permissions that do not exist, none at all, and more than anybody needs. */
  public static void requirePermissions(List<String> permissions) {
    require(arePermissions(permissions), "the permissions must be 1 to " + MAX_PERMISSIONS
        + " of read, write, list, execute and super");
  }

  /** Refuses the number of a share outside 1 to {@code max}. */
  public static void requireShareId(int id, int max) {
    require(id >= 1 && id <= max, "the number of a share must be 1 to " + max + ", not " + id);
  }

  /** The share, unless it is missing, of another size, or all zero. */
  public static SecretBytes requireShare(Optional<SecretBytes> shard) {
    require(shard.isPresent() && shard.get().size() == SHARE_SIZE_BYTES && !shard.get().isZero(),
        "a share must be " + SHARE_SIZE_BYTES + " bytes that are not all zero");
    return shard.orElseThrow();
  }

  private static void require(boolean valid, String sentence) {
    if (!valid) {
      throw new SpikeException(ErrorCode.BAD_REQUEST, sentence);
    }
  }
}
