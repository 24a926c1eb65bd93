// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.toromaven.image.report.BillOfMaterials.Component;

class BillOfMaterialsTest {

  private static final Component IMAGE =
      new Component(BillOfMaterials.Type.FIRMWARE, "", "Toro.elf", "1.0", "00ff");
  private static final Component SYSTEM =
      new Component(BillOfMaterials.Type.LIBRARY, "run-time library", "system", "3.2.2", "ab");
  private static final Component COMPILER =
      new Component(BillOfMaterials.Type.APPLICATION, "", "fpc", "3.2.2", "");

  @Test
  @DisplayName("The order of the components does not matter")
  void sorted() {
    assertThat(new BillOfMaterials(IMAGE, List.of(SYSTEM, COMPILER)).toJson())
        .isEqualTo(new BillOfMaterials(IMAGE, List.of(COMPILER, SYSTEM)).toJson());
  }

  @Test
  @DisplayName("CycloneDX: format, image, components with hashes; what is unknown is left out")
  void json() {
    assertThat(new BillOfMaterials(IMAGE, List.of(COMPILER)).toJson())
        .isEqualTo(
            """
            {
             "bomFormat": "CycloneDX",
             "specVersion": "1.5",
             "version": 1,
             "metadata": {
              "component": {
               "type": "firmware",
               "name": "Toro.elf",
               "version": "1.0",
               "hashes": [
                {
                 "alg": "SHA-256",
                 "content": "00ff"
                }
               ]
              }
             },
             "components": [
              {
               "type": "application",
               "name": "fpc",
               "version": "3.2.2"
              }
             ]
            }
            """);
  }
}
