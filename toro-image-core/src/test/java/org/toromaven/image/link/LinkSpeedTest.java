// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ObjectFiles;

/**
 * The speed of a link, measured against other linkers in the same run; prints what it measures. Run
 * it alone: {@code mvn -pl toro-image-core test -Dtest=LinkSpeedTest -Dtoro.excludedGroups=}.
 */
@Tag("long")
class LinkSpeedTest {

  private static final int WARM_UP = 60;
  private static final int SAMPLES = 25;

  @TempDir private Path folder;

  @Test
  @DisplayName("A warm link takes no longer than GNU ld as a process on the same objects")
  void againstOtherLinkers(TestReporter reporter) throws Exception {
    Files.writeString(folder.resolve("hello.pas"), "begin WriteLn('Hello World'); end.");
    Files.writeString(
        folder.resolve("server.pas"),
        "{$mode objfpc} uses fphttpserver; begin with TFPHTTPServer.Create(nil) do Free; end.");
    for (String program : List.of("hello", "server")) {
      List<InputFile> inputs = compile(program);
      double ours = medianMs(WARM_UP, () -> link(inputs, "_start"));
      double bfd = medianMs(2, () -> process("ld.bfd", inputs));
      double lld = medianMs(2, () -> process("ld.lld", inputs));
      reporter.publishEntry(
          program,
          String.format(
              "%d objects: ours %.1f ms, ld.bfd %.1f, ld.lld %.1f", inputs.size(), ours, bfd, lld));
      assertThat(ours).isLessThanOrEqualTo(bfd);
    }
  }

  @Test
  @DisplayName("The cost of a link grows linearly to 20,000 sections")
  void growth(TestReporter reporter) throws Exception {
    List<Double> perSection = new ArrayList<>();
    for (int sections : new int[] {2500, 5000, 10_000, 20_000}) {
      Path object = chain(sections).write(folder.resolve("chain.o"));
      List<InputFile> inputs = List.of(new InputFile(object, Origin.PROGRAM));
      double ms = medianCpuMs(WARM_UP, () -> link(inputs, "f0"));
      perSection.add(1000 * ms / sections);
      reporter.publishEntry(
          "sections " + sections, String.format("%.1f ms, %.2f us each", ms, 1000 * ms / sections));
    }
    assertThat(perSection.get(3)).isLessThan(2 * perSection.get(1));
  }

  /** Functions each of which refers to the next. */
  private static ObjectFiles chain(int length) {
    ObjectFiles object = ObjectFiles.object();
    for (int i = 0; i < length; i++) {
      object.function("f" + i, new int[8]);
    }
    for (int i = 1; i < length; i++) {
      object.relocate(i, 0, R_X86_64_64.number(), i + 1, 0);
    }
    return object;
  }

  private List<InputFile> compile(String program) throws Exception {
    run(List.of("fpc", "-v0", "-Cn", "-CX", "-XX", program + ".pas"));
    List<InputFile> inputs = new ArrayList<>();
    try (var scripts = Files.newDirectoryStream(folder, "link*.res")) {
      for (Path script : scripts) {
        for (String line : Files.readAllLines(script)) {
          if (line.endsWith(".o")) {
            inputs.add(new InputFile(folder.resolve(line), Origin.PROGRAM));
          }
        }
        Files.delete(script);
      }
    }
    return inputs;
  }

  private static LinkedImage link(List<InputFile> inputs, String entry) throws Exception {
    return Linker.link(
        new LinkRequest(inputs, List.of(entry), Overrides.NONE, LinkRequest.IMAGE_BASE, Set.of()));
  }

  private int process(String linker, List<InputFile> inputs) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(linker, "--gc-sections", "-s", "-e", "_start", "-o", "out"));
    inputs.forEach(input -> command.add(input.path().toString()));
    return run(command);
  }

  private int run(List<String> command) throws Exception {
    int status =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(folder.resolve("output.txt"))).isZero();
    return status;
  }

  private static double medianMs(int warmUp, Callable<?> action) throws Exception {
    return medianMs(warmUp, action, System::nanoTime);
  }

  /** The thread's own time: growth must not depend on what else the machine does. */
  private static double medianCpuMs(int warmUp, Callable<?> action) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return medianMs(warmUp, action, threads::getCurrentThreadCpuTime);
  }

  private static double medianMs(int warmUp, Callable<?> action, LongSupplier clock)
      throws Exception {
    for (int i = 0; i < warmUp; i++) {
      action.call();
    }
    double[] samples = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      long start = clock.getAsLong();
      action.call();
      samples[i] = (clock.getAsLong() - start) / 1e6;
    }
    Arrays.sort(samples);
    return samples[SAMPLES / 2];
  }
}
