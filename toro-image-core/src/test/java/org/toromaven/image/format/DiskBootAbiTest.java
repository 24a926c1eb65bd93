// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Boot ABI 10: the page, the assembly and the writer say the same. */
class DiskBootAbiTest {

  private static final Pattern SET = Pattern.compile("\\.set\\s+(\\w+), (0x[0-9A-F]+|\\d+)\\b");

  private static Map<String, Long> constants() throws Exception {
    Path source = Path.of("../toro-boot-stub/src/main/asm/x86_64/disk/disk_boot.inc");
    Map<String, Long> constants = new HashMap<>();
    Matcher matcher = SET.matcher(Files.readString(source));
    while (matcher.find()) {
      constants.put(matcher.group(1), Long.decode(matcher.group(2)));
    }
    return constants;
  }

  @Test
  @DisplayName("Stage 2 has the size and the place that page and writer give it")
  void stage2() throws Exception {
    Map<String, Long> constants = constants();
    String page = Files.readString(Path.of("../docs/BOOT-ABI.md"));
    long stage2Bytes = constants.get("STAGE_2_SECTORS") * BootMedium.SECTOR_SIZE_BYTES;

    assertThat(stage2Bytes).isEqualTo(BootMedium.LOADER_SIZE_BYTES - BootMedium.SECTOR_SIZE_BYTES);
    assertThat(constants.get("STAGE_2_ADDRESS"))
        .isEqualTo(constants.get("BOOT_SECTOR_ADDRESS") + BootMedium.SECTOR_SIZE_BYTES);
    assertThat(page)
        .contains(
            "`" + BootMedium.BOOT_SECTOR + "`",
            "`" + BootMedium.STAGE_2 + "`",
            String.format("`0x%X`", constants.get("BOOT_SECTOR_ADDRESS")),
            String.format("`0x%X`", constants.get("STAGE_2_ADDRESS")),
            stage2Bytes + " bytes");
  }
}
