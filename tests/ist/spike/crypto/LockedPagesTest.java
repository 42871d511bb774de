// SPDX-License-Identifier: Apache-2.0
package ist.spike.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ist.spike.crypto.LockedPages.Piece;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LockedPagesTest {
  private static final int SECRET_BYTES = 32;

  private final LockedPages pages = new LockedPages();

  @Test
  void take_manySecrets_shareARegionButNoByte() {
    Set<Long> addresses = new HashSet<>();
    int fill = LockedPages.REGION_BYTES / LockedPages.SLOT_BYTES;
    for (int i = 0; i < fill; i++) {
      addresses.add(pages.take(SECRET_BYTES).bytes().address() / LockedPages.SLOT_BYTES);
    }
    assertThat(addresses).hasSize(fill);
    assertThat(pages.regions()).isOne();
    pages.take(1);
    assertThat(pages.regions()).isEqualTo(2);
  }

  @Test
  void take_largestSize_fillsARegionOfItsOwn() {
    Piece small = pages.take(1);
    Piece large = pages.take(SecretBytes.MAX_SIZE_BYTES);
    assertThat(large.bytes().byteSize()).isEqualTo(LockedPages.REGION_BYTES);
    assertThat(pages.regions()).isEqualTo(2);
    pages.giveBack(large);
    assertThat(pages.regions()).isOne();
    pages.giveBack(small);
    assertThat(pages.regions()).isOne();
  }

  @Test
  void giveBack_content_isZeroedAndItsSlotsAreUsedAgain() {
    // Given
    Piece first = pages.take(LockedPages.SLOT_BYTES + 1);
    Piece second = pages.take(SECRET_BYTES);
    first.bytes().fill((byte) 7);
    second.bytes().fill((byte) 8);

    // When
    pages.giveBack(first);

    // Then
    Piece again = pages.take(2 * LockedPages.SLOT_BYTES);
    assertThat(again.bytes().address()).isEqualTo(first.bytes().address());
    assertThat(again.bytes().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    assertThat(second.bytes().toArray(ValueLayout.JAVA_BYTE)).containsOnly(8);
  }

  /** Whatever comes and goes, no two open pieces overlap and each keeps its content. */
  @Test
  void takeAndGiveBack_inAnyOrder_keepPiecesApart() {
    Random random = new Random(7);
    List<Piece> open = new ArrayList<>();
    for (int round = 0; round < 5_000; round++) {
      if (open.size() < 200 && random.nextInt(5) < 3) {
        Piece piece = pages.take(1 + random.nextInt(2_000));
        assertThat(piece.bytes().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
        piece.bytes().fill((byte) (1 + piece.hashCode() % 100));
        open.add(piece);
      } else if (!open.isEmpty()) {
        Piece piece = open.remove(random.nextInt(open.size()));
        assertThat(piece.bytes().toArray(ValueLayout.JAVA_BYTE))
            .containsOnly((byte) (1 + piece.hashCode() % 100));
        pages.giveBack(piece);
      }
    }
    open.forEach(pages::giveBack);
    assertThat(pages.regions()).isOne();
  }

  @Test
  void take_moreThanTheBound_isRefused() {
    List<Piece> all = new ArrayList<>();
    for (int i = 0; i < LockedPages.MAX_REGIONS; i++) {
      all.add(pages.take(LockedPages.REGION_BYTES));
    }
    assertThatIllegalStateException().isThrownBy(() -> pages.take(1))
        .withMessage("1024 regions of 65536 bytes are full of open secrets");
    all.forEach(pages::giveBack);
  }

  /** What the kernel says: guards that nobody may touch, and between them locked pages that no core file or child gets. */
  @Test
  void region_inTheMapOfTheProcess_isLockedHiddenAndGuarded() throws IOException {
    long address = pages.take(1).bytes().address();
    Path smaps = Path.of("/proc/self/smaps");
    String data = mapping(Files.readAllLines(smaps, US_ASCII), address);
    assertThat(data).contains(" rw-p ");
    assertThat(flags(data)).contains("lo", "dd", "wf");
    List<String> lines = Files.readAllLines(smaps, US_ASCII);
    assertThat(mapping(lines, address - 1)).contains(" ---p ");
    assertThat(mapping(lines, address + LockedPages.REGION_BYTES)).contains(" ---p ");
  }

  private static List<String> flags(String mapping) {
    String flags = mapping.lines().filter(line -> line.startsWith("VmFlags:")).findFirst()
        .orElseThrow();
    return List.of(flags.substring("VmFlags:".length()).strip().split(" "));
  }

  /** The lines about the mapping that holds this address. */
  private static String mapping(List<String> lines, long address) {
    StringBuilder found = new StringBuilder();
    boolean inside = false;
    for (String line : lines) {
      String[] ends = line.split("[- ]", 3);
      if (ends.length == 3 && ends[0].matches("[0-9a-f]+") && ends[1].matches("[0-9a-f]+")) {
        inside = Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), address) <= 0
            && Long.compareUnsigned(address, Long.parseUnsignedLong(ends[1], 16)) < 0;
      }
      if (inside) {
        found.append(line).append('\n');
      }
    }
    return found.toString();
  }
}
