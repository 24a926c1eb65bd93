// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.toromaven.compiler.CompilerSearch;
import org.toromaven.compiler.FreePascal;

/**
 * Runs every program on Linux and as an appliance and prints who differs. Started by {@code
 * bench/compare-programs} at the top of the repository.
 */
final class ComparePrograms {

  private final ComparePlan plan;
  private final Results results;
  private final PrintStream report;

  private ComparePrograms(ComparePlan plan, PrintStream report) throws IOException {
    this.plan = plan;
    this.report = report;
    Files.createDirectories(plan.output());
    this.results = new Results(plan.output().resolve("results.tsv"));
  }

  /** Prints the table; fails when a program differs or cannot be linked. */
  public static void main(String[] words) throws Exception {
    PrintStream report =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    if (!new ComparePrograms(ComparePlan.parse(words), report).run()) {
      throw new IllegalStateException("programs differ, see above");
    }
  }

  private boolean run() throws Exception {
    FreePascal compiler = FreePascal.locate(CompilerSearch.ofEnvironment());
    Comparison comparison =
        new Comparison(
            plan,
            new LinuxPrograms(compiler.executable(), plan),
            new AppliancePrograms(compiler, plan));
    List<Path> wanted = plan.programs().stream().filter(this::isWanted).toList();
    report.println(wanted.size() + " of " + plan.programs().size() + " programs to compare");
    compareAll(comparison, wanted);
    List<Verdict> verdicts = results.of(plan.programs());
    new Table(verdicts).print(report);
    return verdicts.stream().noneMatch(verdict -> verdict.kind().isFailure());
  }

  private boolean isWanted(Path program) {
    return switch (plan.again()) {
      case ALL -> true;
      case NONE -> results.of(program).isEmpty();
      case FAILED -> results.of(program).map(known -> known.kind().isFailure()).orElse(true);
    };
  }

  private void compareAll(Comparison comparison, List<Path> programs) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(plan.jobs());
    try {
      List<Future<Verdict>> comparisons = new ArrayList<>();
      for (Path program : programs) {
        comparisons.add(workers.submit(() -> compare(comparison, program)));
      }
      for (Future<Verdict> one : comparisons) {
        one.get();
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException("the comparison broke off", failure.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private Verdict compare(Comparison comparison, Path program) throws Exception {
    Verdict verdict = comparison.compare(program);
    results.add(verdict);
    if (verdict.kind().isFailure()) {
      report.println(Table.line(verdict));
    }
    return verdict;
  }
}
