// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Disk sizes")
class DiskSizeTest {

  @ParameterizedTest
  @CsvSource({
    "4096, 4096",
    "512K, 524288",
    "64M, 67108864",
    " 2 G , 2147483648",
    "2048G, 2199023255552"
  })
  @DisplayName("are read as people write them")
  void read(String text, long bytes) throws DiskException {
    assertThat(DiskSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "-1", "64 MB", "1T", "2049G", "9999999999999999", "1.5G"})
  @DisplayName("are refused with the text when they are none")
  void refuse(String text) {
    assertThatThrownBy(() -> DiskSize.parse(text))
        .isInstanceOf(DiskException.class)
        .hasMessageContaining(text);
  }
}
