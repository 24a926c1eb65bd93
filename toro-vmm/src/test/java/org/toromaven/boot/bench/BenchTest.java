// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Progress;
import org.toromaven.boot.ProgressLine;
import org.toromaven.testing.ScriptedVmm;
import org.toromaven.vmm.BootSource;

/** Benches over scripted VMMs; needs no QEMU. */
class BenchTest {

  private static final String BOOT =
      ScriptedVmm.mark("s1") + ScriptedVmm.mark("p2") + "echo up; " + ScriptedVmm.exitMark(0);

  @TempDir Path folder;

  @Test
  @DisplayName("cases take turns, warm-up is not counted, a failing case is given up")
  void turns() throws Exception {
    Path log = folder.resolve("log");
    List<String> progress = new ArrayList<>();
    BenchReport report =
        new Bench(new BootRunner(ScriptedVmm.only("echo boot >> " + log + "; " + BOOT)), 1, 3)
            .run(List.of(bench("a"), bench("b <2>")), ProgressLine.plain(progress::add));

    assertThat(progress)
        .contains("0/8 a, warm-up 1", "7/8 b <2>, run 3 of 3", "8/8 measured")
        .hasSize(9);
    assertThat(Files.readAllLines(log)).hasSize(8);
    assertThat(report.rows()).allMatch(BenchRow::measured);
    BenchRow row = report.rows().get(0);
    assertThat(row.readyMs().count()).isEqualTo(3);
    assertThat(row.phases()).extracting(BenchRow.PhaseShare::name).containsExactly("vmm", "stub");
  }

  @Test
  @DisplayName("a failure is a row with its reason, not a time")
  void failure() throws Exception {
    BenchReport report =
        new Bench(new BootRunner(ScriptedVmm.only("echo sorry >&2; exit 1")), 0, 5)
            .run(List.of(bench("bad")), Progress.NONE);

    assertThat(report.rows().get(0).measured()).isFalse();
    assertThat(report.rows().get(0).failure()).hasValue("the VMM ended with status 1: sorry");
    assertThat(BenchText.of(report)).contains("the VMM ended with status 1: sorry");
    assertThat(BenchPage.of(report)).contains("the VMM ended with status 1: sorry");
  }

  @Test
  @DisplayName("text, JSON and page say the same")
  void forms() throws Exception {
    BenchReport report =
        new Bench(new BootRunner(ScriptedVmm.only(BOOT)), 0, 2)
            .run(List.of(bench("b <2>").withTalk("QEMU, binary, QBoot")), Progress.NONE);
    JsonObject json = JsonParser.object().from(BenchJson.of(report));
    String page = BenchPage.of(report);

    assertThat(json.getInt("version")).isEqualTo(BenchJson.VERSION);
    JsonObject row = json.getArray("cases").getObject(0);
    assertThat(row.getString("name")).isEqualTo("b <2>");
    assertThat(row.getArray("readyMs")).hasSize(2);
    assertThat(json.getObject("talk").getArray("figures")).hasSize(6);
    assertThat(BenchText.of(report)).contains("b <2>").contains("132  vmm");
    assertThat(page).contains("b &lt;2&gt;").contains("prefers-color-scheme").contains("1457");
    assertThat(page).doesNotContain("http://").doesNotContain("https://").doesNotContain("<script");
  }

  @Test
  @DisplayName("statistics are values that occurred")
  void statistics() {
    List<Double> values = new ArrayList<>();
    for (int i = 100; i >= 1; i--) {
      values.add((double) i);
    }
    Samples samples = Samples.of(values);

    assertThat(samples.median()).isEqualTo(50);
    assertThat(samples.p95()).isEqualTo(95);
    assertThat(samples.min()).isEqualTo(1);
    assertThat(samples.max()).isEqualTo(100);
    assertThat(samples.spread()).isEqualTo(50);
    assertThat(Samples.of(List.of(7.0)).p95()).isEqualTo(7);
  }

  private BenchCase bench(String name) {
    return new BenchCase(
        name,
        BootRequest.of(BootSource.kernel(folder.resolve("none.elf")), folder.resolve("console.log"))
            .withMachine(ScriptedVmm.machine()));
  }
}
