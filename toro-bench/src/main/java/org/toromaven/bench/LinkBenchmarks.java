// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.toromaven.image.link.LinkedImage;
import org.toromaven.image.link.Linker;
import org.toromaven.image.link.Segment;

/** From the objects to one file: our linker, warm, and the others as whole processes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 11, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class LinkBenchmarks {

  /** The folder below which {@link LinkInputs} were made, for all processes of a run. */
  static final String FOLDER = "toro.bench.folder";

  /** Programs that every linker links. */
  @State(Scope.Benchmark)
  public static class Program {
    /** Which program. */
    @Param({"hello", "http-server"})
    public String program = "";

    private Path folder = Path.of("");
    private LinkInputs inputs;

    /** Reads the list of objects. */
    @Setup
    public void read() throws IOException {
      folder = Path.of(System.getProperty(FOLDER), program);
      inputs = LinkInputs.in(folder);
    }
  }

  /** Chains of sections, for the growth of the cost. */
  @State(Scope.Benchmark)
  public static class Chain {
    /** How many sections. */
    @Param({"2500", "5000", "10000", "15000", "20000"})
    public int sections;

    private LinkInputs inputs;

    /** Reads the list of objects. */
    @Setup
    public void read() throws IOException {
      inputs = LinkInputs.in(Path.of(System.getProperty(FOLDER), "chain-" + sections));
    }
  }

  /** Our linker; writes what it made, as the others do. */
  @Benchmark
  public long ours(Program program) throws Exception {
    LinkedImage image = Linker.link(program.inputs.request());
    Path output = program.folder.resolve("ours.out");
    // As the others do: to write over a file makes some file systems wait for the disk.
    Files.deleteIfExists(output);
    try (OutputStream out = Files.newOutputStream(output)) {
      for (Segment segment : image.segments()) {
        out.write(segment.contents().copy());
      }
    }
    return image.endAddress();
  }

  /** GNU ld. */
  @Benchmark
  @Warmup(iterations = 1, time = 1)
  public void bfd(Program program) throws Exception {
    run(program, "ld.bfd");
  }

  /** LLVM's lld. */
  @Benchmark
  @Warmup(iterations = 1, time = 1)
  public void lld(Program program) throws Exception {
    run(program, "ld.lld");
  }

  /** Our linker on more and more sections. */
  @Benchmark
  @Warmup(iterations = 4, time = 1)
  public long growth(Chain chain) throws Exception {
    return Linker.link(chain.inputs.request()).endAddress();
  }

  private static void run(Program program, String linker) throws Exception {
    Path output = program.folder.resolve(linker + ".out");
    LinkInputs.run(program.folder, program.inputs.command(linker, output));
  }
}
