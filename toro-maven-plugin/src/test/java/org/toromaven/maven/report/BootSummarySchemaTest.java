// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written is what docs/boot-summary.schema.json describes. */
class BootSummarySchemaTest {
  private static final Path SCHEMA = Path.of("..", "docs", "boot-summary.schema.json");

  @Test
  void everyKindOfBootIsValid() throws IOException {
    BootSummary summary =
        SamplesOfBoots.summary(
            SamplesOfBoots.passed("console.log"),
            SamplesOfBoots.failed("console.log"),
            SamplesOfBoots.error());
    assertThat(problems(Json.text(summary.toJson()))).isEmpty();
  }

  @Test
  void whatIsWrittenOtherwiseIsNot() throws IOException {
    String text = Json.text(SamplesOfBoots.summary(SamplesOfBoots.passed("c")).toJson());
    assertThat(problems(text.replaceFirst("(\"schemaVersion\": *)2", "$11"))).isNotEmpty();
    assertThat(problems(text.replace("\"PASSED\"", "\"FAILED\""))).isNotEmpty();
    assertThat(problems(text.replace("\"readyBy\"", "\"readyBecause\""))).isNotEmpty();
  }

  private static Set<ValidationMessage> problems(String json) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(SCHEMA));
    return schema.validate(json, InputFormat.JSON);
  }
}
