// SPDX-License-Identifier: Apache-2.0
package ist.spike.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** What somebody pastes as a recovery shard: a shard, or a failure with SPIKE's line. */
final class ShardFileFuzzTest {

  @FuzzTest(maxDuration = "4s")
  void shard_anyBytes_isReadOrRefused(byte[] text) {
    try (ShardFile.Parsed read = ShardFile.parse(text.clone())) {
      assertThat(read.value().size()).isEqualTo(32);
    } catch (CommandFailure e) {
      assertThat(e.lines()).allMatch(line -> line.startsWith("Error: "));
    }
  }
}
