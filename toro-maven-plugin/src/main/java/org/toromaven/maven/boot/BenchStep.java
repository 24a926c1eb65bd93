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
    scenario.prepareDisks();
    BenchReport report = measure(warmups, runs, narrator);
    BenchText.of(report).lines().forEach(narrator::info);
    Path page = plan.workDirectory().resolve("bench.html");
    Files.writeString(plan.workDirectory().resolve("bench.json"), BenchJson.of(report));
    Files.writeString(page, BenchPage.of(report));
    narrator.info("the same as a page: " + page);
  }

  private BenchReport measure(int warmups, int runs, Narrator narrator) throws IOException {
    try (ProgressLine progress = narrator.progress()) {
      return new Bench(new BootRunner(), warmups, runs).run(cases(), progress);
    }
  }

  /** The talk's rows, each in every format that the machine starts. */
  private List<BenchCase> cases() {
    List<BenchCase> cases = new ArrayList<>();
    cases.add(qemu(ImageFormat.DISK, Machine.PC, "seabios").withTalk("QEMU, disk image"));
    cases.add(qemu(ImageFormat.ELF32_MULTIBOOT, Machine.PC, "seabios").withTalk("QEMU, binary"));
    cases.add(qemu(ImageFormat.ELF64_PVH, Machine.PC, "seabios"));
    cases.add(
        qemu(ImageFormat.ELF32_MULTIBOOT, Machine.PC, "qboot").withTalk("QEMU, binary, QBoot"));
    cases.add(qemu(ImageFormat.ELF64_PVH, Machine.PC, "qboot"));
    cases.add(qemu(ImageFormat.ELF32_MULTIBOOT, Machine.MICROVM, "qboot").withTalk("NEMU, binary"));
    cases.add(qemu(ImageFormat.ELF64_PVH, Machine.MICROVM, "qboot"));
    cases.add(other("firecracker").withTalk("Firecracker, binary"));
    cases.add(other("cloud-hypervisor"));
    return cases;
  }

  private BenchCase qemu(ImageFormat format, Machine machine, String firmware) {
    MachineConfig config =
        scenario.machine().withVmm("qemu").toBuilder().machine(machine).firmware(firmware).build();
    return bench(format.id() + " " + machine + " " + firmware, format, config);
  }

  private BenchCase other(String vmm) {
    ImageFormat format = ImageFormat.ELF64_PVH;
    return bench(format.id() + " " + vmm, format, scenario.machine().withVmm(vmm));
  }

  private BenchCase bench(String name, ImageFormat format, MachineConfig machine) {
    BootSource source = BootPlan.source(images.get(format), ScenarioBoot.commandLine(scenario));
    BootRequest request =
        BootRequest.of(source, plan.workDirectory().resolve("console-bench.log"))
            .withMachine(machine)
            .withExpectations(scenario.expectations())
            .withTimeout(scenario.timeout())
            .withConsoleInput(scenario.input());
    return new BenchCase(name, request);
  }
}
