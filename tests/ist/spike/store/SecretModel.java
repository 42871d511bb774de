// SPDX-License-Identifier: Apache-2.0
package ist.spike.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What secrets do, said as plainly as possible and without a line of the code under test. */
final class SecretModel {

  private record Version(String value, boolean deleted) {}

  private final int maxVersions;
  private final Map<String, NavigableMap<Integer, Version>> secrets = new TreeMap<>();
  private final Map<String, Integer> lastNumbers = new HashMap<>();

  SecretModel(int maxVersions) {
    this.maxVersions = maxVersions;
  }

  String put(String path, String value, OptionalInt cas) {
    NavigableMap<Integer, Version> versions = versions(path);
    if (cas.isPresent() && cas.getAsInt() != newest(versions, false)) {
      return "CONFLICT";
    }
    int number = lastNumbers.merge(path, 1, Integer::sum);
    versions.put(number, new Version(value, false));
    if (versions.size() > maxVersions) {
      versions.pollFirstEntry();
    }
    return Integer.toString(number);
  }

  String delete(String path, List<Integer> numbers) {
    NavigableMap<Integer, Version> versions = versions(path);
    if (versions.isEmpty()) {
      return "NOT_FOUND";
    }
    int current = newest(versions, false);
    versions.replaceAll((number, version) -> new Version(version.value(),
        version.deleted() || means(numbers, number, current)));
    return "ok";
  }

  String undelete(String path, List<Integer> numbers) {
    NavigableMap<Integer, Version> versions = versions(path);
    int meant = newest(versions, true);
    Predicate<Integer> restores = number -> means(numbers, number, meant);
    boolean any = versions.entrySet().stream()
        .anyMatch(each -> each.getValue().deleted() && restores.test(each.getKey()));
    versions.replaceAll((number, version) -> restores.test(number)
        ? new Version(version.value(), false)
        : version);
    return any ? "ok" : "NOT_FOUND";
  }

  String destroy(String path, List<Integer> numbers) {
    NavigableMap<Integer, Version> versions = versions(path);
    if (versions.isEmpty()) {
      return "NOT_FOUND";
    }
    int current = newest(versions, false);
    versions.keySet().removeIf(number -> means(numbers, number, current));
    return "ok";
  }

  String destroyAll(String path) {
    return destroy(path, List.copyOf(versions(path).keySet()));
  }

  List<String> paths() {
    return secrets.keySet().stream().filter(path -> !versions(path).isEmpty()).toList();
  }

  String describe(String path) {
    NavigableMap<Integer, Version> versions = versions(path);
    if (!lastNumbers.containsKey(path)) {
      return "";
    }
    StringBuilder text = new StringBuilder("current " + newest(versions, false) + " oldest "
        + versions.entrySet().stream().filter(each -> !each.getValue().deleted())
            .mapToInt(Map.Entry::getKey).min().orElse(0));
    versions.forEach((number, version) -> text.append(' ').append(number).append('=')
        .append(version.deleted() ? "deleted" : version.value()));
    return text.toString();
  }

  private NavigableMap<Integer, Version> versions(String path) {
    return secrets.computeIfAbsent(path, key -> new TreeMap<>());
  }

  private static boolean means(List<Integer> numbers, int number, int meant) {
    return numbers.contains(number)
        || (number == meant && (numbers.isEmpty() || numbers.contains(0)));
  }

  private static int newest(NavigableMap<Integer, Version> versions, boolean deleted) {
    return versions.entrySet().stream().filter(each -> each.getValue().deleted() == deleted)
        .mapToInt(Map.Entry::getKey).max().orElse(0);
  }
}
