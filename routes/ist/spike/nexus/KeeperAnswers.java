// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.shard.Share;
import ist.spike.shard.ShareSet;
import ist.spike.wire.HeldShare;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What all Keepers answered in one round; closing it forgets the shares. */
record KeeperAnswers(List<KeeperAnswer> answers) implements AutoCloseable {

  /** Takes a copy of the list. */
  KeeperAnswers {
    answers = List.copyOf(answers);
  }

  /** Copies of the shares that belong to this set, each once; the caller closes them. */
  List<Share> accepted(ShareSet set) {
    List<Share> accepted = new ArrayList<>();
    for (KeeperAnswer answer : answers) {
      answer.share().ifPresent(held -> {
        Share share = KeySearch.Labelled.of(answer, held).share();
        boolean known = accepted.stream().anyMatch(other -> other.id() == share.id());
        if (!known && set.accepts(share)) {
          accepted.add(share);
        } else {
          share.close();
        }
      });
    }
    return accepted;
  }

  /** Adds copies of all shares with their labels; the caller closes them. */
  void labelledInto(List<KeySearch.Labelled> all) {
    for (KeeperAnswer answer : answers) {
      answer.share().map(held -> KeySearch.Labelled.of(answer, held)).ifPresent(all::add);
    }
  }

  /** Which Keepers gave no share, and why. */
  String troubles() {
    return answers.stream().filter(answer -> answer.share().isEmpty()).map(KeeperAnswer::trouble)
        .collect(Collectors.joining("; "));
  }

  /** Which Keepers gave no share of this set, and why. */
  String troubles(ShareSet set) {
    return answers.stream().filter(answer -> !isAccepted(answer, set))
        .map(answer -> answer.share().isEmpty()
            ? answer.trouble()
            : "keeper " + answer.position() + " holds a share that is not of this set")
        .collect(Collectors.joining("; "));
  }

  private static boolean isAccepted(KeeperAnswer answer, ShareSet set) {
    if (answer.share().isEmpty()) {
      return false;
    }
    HeldShare held = answer.share().get();
    try (Share share = KeySearch.Labelled.of(answer, held).share()) {
      return set.accepts(share);
    }
  }

  @Override
  public void close() {
    answers.forEach(KeeperAnswer::close);
  }
}
