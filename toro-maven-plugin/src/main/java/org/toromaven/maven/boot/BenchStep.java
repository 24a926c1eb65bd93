// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.ProgressLine;
import org.toromaven.boot.bench.Bench;
import org.toromaven.boot.bench.BenchCase;
import org.toromaven.boot.bench.BenchJson;
import org.toromaven.boot.bench.BenchPage;
import org.toromaven.boot.bench.BenchReport;
import org.toromaven.boot.bench.BenchText;
import org.toromaven.image.ImageFormat;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;

/**
 * The talk's table for one's own program: the image in several formats, on several machines, each
 * booted many times in turn. A VMM that is not installed gets a row that says how to get it.
 */
public final class BenchStep {
  private final BootPlan plan;
  private final Scenario scenario;
  private final Map<ImageFormat, Path> images;

  /**
   * @param plan whose first scenario is booted
   * @param images the program in the formats to measure
   */
  public BenchStep(BootPlan plan, Map<ImageFormat, Path> images) {
    this.plan = plan;
    this.scenario = plan.scenarios().get(0);
    this.images = images;
  }

  /**
   * Measures, tells the table and writes {@code bench.json} and {@code bench.html}.
   *
   * @param warmups boots of each combination that do not count
   * @param runs boots of each combination that do
   */
  public void run(int warmups, int runs, Narrator narrator) throws IOException {
    Files.createDirectories(plan.workDirectory());
    for (WorkingDisk disk : plan.disks()) {
      disk.prepare();
    }
    BenchReport report =
        new Bench(new BootRunner(), warmups, runs).run(cases(), ProgressLine.plain(narrator::info));
    BenchText.of(report).lines().forEach(narrator::info);
    Path page = plan.workDirectory().resolve("bench.html");
    Files.writeString(plan.workDirectory().resolve("bench.json"), BenchJson.of(report));
    Files.writeString(page, BenchPage.of(report));
    narrator.info("the same as a page: " + page);
  }

  private List<BenchCase> cases() {
    List<BenchCase> cases = new ArrayList<>();
    for (Map.Entry<ImageFormat, Path> image : images.entrySet()) {
      String format = image.getKey().id();
      if (image.getKey() == ImageFormat.DISK) {
        cases.add(qemu(format, image.getValue(), Machine.PC, "seabios"));
        continue;
      }
      cases.add(qemu(format, image.getValue(), Machine.PC, "seabios"));
      cases.add(qemu(format, image.getValue(), Machine.PC, "qboot"));
      cases.add(qemu(format, image.getValue(), Machine.MICROVM, "qboot"));
    }
    Path pvh = images.get(ImageFormat.ELF64_PVH);
    if (pvh != null) {
      cases.add(other(pvh, "firecracker"));
      cases.add(other(pvh, "cloud-hypervisor"));
    }
    return cases;
  }

  private BenchCase qemu(String format, Path image, Machine machine, String firmware) {
    MachineConfig config =
        scenario.machine().withVmm("qemu").toBuilder().machine(machine).firmware(firmware).build();
    return bench(format + " " + machine + " " + firmware, image, config);
  }

  private BenchCase other(Path image, String vmm) {
    MachineConfig config = scenario.machine().withVmm(vmm);
    return bench(ImageFormat.ELF64_PVH.id() + " " + vmm, image, config);
  }

  private BenchCase bench(String name, Path image, MachineConfig machine) {
    BootSource source = BootPlan.source(image, BootStep.commandLine(scenario));
    BootRequest request =
        BootRequest.of(source, plan.workDirectory().resolve("console-bench.log"))
            .withMachine(machine)
            .withExpectations(scenario.expectations())
            .withTimeout(scenario.timeout())
            .withConsoleInput(scenario.input());
    return new BenchCase(name, request);
  }
}
