// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackupIdTest {

  @ParameterizedTest
  @CsvSource({"spike-00112233-20261125T030405Z-7.age, true",
      "spike-00112233-20261125T030405Z-0.age, true",
      "spike-00112233-20261125T030405Z-07.age, false",
      "spike-00112233-99999999T999999Z-0.age, false",
      "spike-00112233-20260230T000000Z-1.age, false",
      "spike-00112233-20261125T030405Z-7.age.partial, false",
      "spike-0011223-20261125T030405Z-7.age, false", ".age, false"})
  void ofFile_whoeverMadeTheName_isABackupOrNone(String name, boolean isBackup) {
    assertThat(BackupId.ofFile(name).isPresent()).isEqualTo(isBackup);
  }

  @ParameterizedTest
  @CsvSource({"spike-00112233-20261125T030405Z-7.age.partial, true",
      "spike-00112233-20261125T030305Z-6.age.partial, true",
      "spike-00112233-20261125T030305Z-6.age, false",
      "spike-99999999-20261125T030405Z-7.age.partial, false",
      "spike-99999999-20261118T030405Z-7.age.partial, false",
      "spike-99999999-20261118T030404Z-7.age.partial, true", "spike-notes.partial, false"})
  void supersedes_fileOfAnUpload_isALeftoverUnlessAnotherNexusMayBeWritingIt(String name,
      boolean isLeftover) {
    assertThat(BackupId.parse("spike-00112233-20261125T030405Z-7").supersedes(name))
        .isEqualTo(isLeftover);
  }
}
