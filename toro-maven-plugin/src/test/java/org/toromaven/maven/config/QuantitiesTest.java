// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({"250, 250", "250ms, 250", "2s, 2000", "1 min, 60000", "3h, -1", "-5, -1", "x, -1"})
  void readsTimes(String text, long ms) {
    assertThat(Quantities.milliseconds(text)).isEqualTo(ms);
  }

  @ParameterizedTest
  @CsvSource({"40000, 40000", "64M, 67108864", "512k, 524288", "1GiB, 1073741824", "2T, -1"})
  void readsSizes(String text, long bytes) {
    assertThat(Quantities.bytes(text)).isEqualTo(bytes);
  }
}
