// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.toromaven.compiler.ProgramFinder;

/**
 * The times of the linker: warm, against GNU ld and lld in the same run, and their growth with the
 * number of sections, with a plot. Started by {@code bench/link} at the top of the repository.
 */
final class LinkBench {

  private static final double HELLO_MS_MAX = 10;
  private static final double SERVER_MS_MAX = 25;

  /** What does not fit the processor's caches any more costs more; a square would be 4. */
  private static final double GROWTH_MAX = 2;

  private static final String HELLO = "begin WriteLn('Hello World'); end.";
  private static final String SERVER =
      "{$mode objfpc} uses fphttpserver; begin with TFPHTTPServer.Create(nil) do Free; end.";

  private final PrintStream report;
  private final Path folder = Path.of("toro-bench/target/bench/link").toAbsolutePath();
  private final Map<String, Double> medians = new TreeMap<>();
  private final TreeMap<Integer, Double> growth = new TreeMap<>();

  private LinkBench(PrintStream report) {
    this.report = report;
  }

  /** Prints the figures; fails when one is out of its bound. */
  public static void main(String[] arguments) throws Exception {
    boolean held = new LinkBench(Reports.standardOutput()).run();
    if (!held) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private boolean run() throws Exception {
    prepare();
    for (RunResult result : new Runner(options()).run()) {
      note(result);
    }
    boolean held = program("hello", HELLO_MS_MAX);
    held &= program("http-server", SERVER_MS_MAX);
    held &= growth();
    return held;
  }

  private void prepare() throws Exception {
    LinkInputs.compile(folder.resolve("hello"), HELLO);
    LinkInputs.compile(folder.resolve("http-server"), SERVER);
    for (int sections : new int[] {2500, 5000, 10_000, 15_000, 20_000}) {
      LinkInputs.chain(folder.resolve("chain-" + sections), sections);
    }
    Path hello = ProgramFinder.find(Path.of("examples/hello-world/src/main/pascal"));
    ColdLink.prepare(new Appliances(folder).request(hello, List.of()), folder);
  }

  private Options options() {
    // A heap whose pages have all been touched soon: fresh ones cost more than a link.
    String[] jvm = {"-XX:+UseSerialGC", "-Xms512m", "-Xmx512m"};
    // JMH starts processes of its own, with the class path that this one was started with.
    System.setProperty("java.class.path", classPath());
    return new OptionsBuilder()
        .include(LinkBenchmarks.class.getSimpleName())
        .jvmArgs(jvm)
        .jvmArgsAppend("-D" + LinkBenchmarks.FOLDER + "=" + folder)
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  private static String classPath() {
    if (!(LinkBench.class.getClassLoader() instanceof URLClassLoader loader)) {
      return System.getProperty("java.class.path");
    }
    List<String> parts = new ArrayList<>();
    for (URL url : loader.getURLs()) {
      parts.add(Path.of(url.getPath()).toString());
    }
    return String.join(":", parts);
  }

  private void note(RunResult result) {
    BenchmarkParams params = result.getParams();
    String name = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    double median = medianMs(result.getBenchmarkResults().iterator().next().getIterationResults());
    if (name.equals("growth")) {
      growth.put(Integer.valueOf(params.getParam("sections")), median);
    } else {
      medians.put(params.getParam("program") + " " + name, median);
    }
  }

  private static double medianMs(Collection<IterationResult> iterations) {
    double[] scores =
        iterations.stream().mapToDouble(each -> each.getPrimaryResult().getScore()).toArray();
    Arrays.sort(scores);
    return scores[scores.length / 2];
  }

  private boolean program(String name, double maxMs) throws Exception {
    LinkInputs inputs = LinkInputs.in(folder.resolve(name));
    double ours = medians.get(name + " ours");
    boolean held = ours <= maxMs;
    report.printf(
        Locale.ROOT,
        "%-12s %2d objects, %,9d bytes: %.1f ms warm (at most %.0f) %s; ld.bfd %.1f, lld %.1f%n",
        name,
        inputs.objects().size(),
        inputs.sizeBytes(),
        ours,
        maxMs,
        held ? "ok" : "TOO MUCH",
        medians.get(name + " bfd"),
        medians.get(name + " lld"));
    return held;
  }

  /** Linear: a section costs about the same at the end as in the middle. */
  private boolean growth() throws Exception {
    growth.forEach(
        (sections, ms) ->
            report.printf(
                Locale.ROOT,
                "%,7d sections %6.1f ms, %.2f us each%n",
                sections,
                ms,
                1000 * ms / sections));
    double ratio = growth.get(20_000) / growth.get(5000) / 4;
    boolean held = ratio <= GROWTH_MAX;
    Path plot = Files.writeString(folder.resolve("growth.svg"), GrowthPlot.of(growth));
    report.printf(
        Locale.ROOT,
        "a section at 20,000 over one at 5,000: %.2f (at most %.1f) %s; plot: %s%n",
        ratio,
        GROWTH_MAX,
        held ? "ok" : "TOO MUCH",
        plot);
    return held;
  }
}
