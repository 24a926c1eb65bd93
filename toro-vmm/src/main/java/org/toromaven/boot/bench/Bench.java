// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Phase;
import org.toromaven.boot.Progress;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.VmmException;

/**
 * Measures several cases against each other. Their boots take turns, so that what disturbs the host
 * for a while disturbs all of them, and the first boots of each are thrown away. A case that fails
 * once is given up with the reason: a time without the success mark is no time.
 */
public final class Bench {

  private final BootRunner runner;
  private final int warmups;
  private final int runs;

  /**
   * @param runner makes the boots
   * @param warmups boots of each case that are not counted
   * @param runs boots of each case that are
   */
  public Bench(BootRunner runner, int warmups, int runs) {
    if (warmups < 0 || runs < 1) {
      throw new IllegalArgumentException("runs must be positive: " + warmups + " + " + runs);
    }
    this.runner = runner;
    this.warmups = warmups;
    this.runs = runs;
  }

  /**
   * Runs the cases.
   *
   * @param progress told before each boot
   */
  public BenchReport run(List<BenchCase> cases, Progress progress) throws IOException {
    Map<BenchCase, Collected> all = new LinkedHashMap<>();
    cases.forEach(each -> all.put(each, new Collected()));
    int total = (warmups + runs) * cases.size();
    int done = 0;
    for (int round = 0; round < warmups + runs; round++) {
      boolean counts = round >= warmups;
      String what =
          counts ? ", run " + (round - warmups + 1) + " of " + runs : ", warm-up " + (round + 1);
      for (Map.Entry<BenchCase, Collected> entry : all.entrySet()) {
        progress.at(done++, total, entry.getKey().name() + what);
        if (entry.getValue().failure.isEmpty()) {
          boot(entry.getKey(), entry.getValue(), counts);
        }
      }
    }
    progress.at(total, total, "measured");
    List<BenchRow> rows = new ArrayList<>();
    all.forEach((each, collected) -> rows.add(collected.row(each)));
    return new BenchReport(HostFacts.current(), runs, rows);
  }

  private void boot(BenchCase each, Collected collected, boolean counts) throws IOException {
    try {
      BootResult result = runner.run(each.request());
      if (!result.successful()) {
        collected.failure = Optional.of(result.reason());
      } else if (result.timeline().readyNs().isEmpty()) {
        collected.failure = Optional.of("the guest ended well but was never ready");
      } else if (counts) {
        collected.results.add(result);
      }
    } catch (VmmException e) {
      collected.failure = Optional.of(e.getMessage());
    }
  }

  /** What came of one case so far. */
  private static final class Collected {
    private final List<BootResult> results = new ArrayList<>();
    private Optional<String> failure = Optional.empty();

    BenchRow row(BenchCase each) {
      Optional<BootResult> last =
          results.isEmpty() ? Optional.empty() : Optional.of(results.get(results.size() - 1));
      return new BenchRow(
          each.name(),
          samples(results.stream().map(result -> result.timeline().readyNs().getAsLong())),
          samples(
              results.stream()
                  .filter(result -> result.console().firstByteNs().isPresent())
                  .map(result -> result.console().firstByteNs().getAsLong())),
          phases(),
          last.flatMap(BootResult::command).map(VmmCommand::toShell).orElse(""),
          last.flatMap(BootResult::acceleration).map(Object::toString).orElse(""),
          each.talk(),
          failure);
    }

    private List<BenchRow.PhaseShare> phases() {
      Map<String, List<Double>> durations = new LinkedHashMap<>();
      for (BootResult result : results) {
        Map<String, Double> own = new LinkedHashMap<>();
        for (Phase phase : result.timeline().phases()) {
          own.merge(phase.name(), phase.durationNs() / 1e6, Double::sum);
        }
        own.forEach(
            (name, ms) -> durations.computeIfAbsent(name, key -> new ArrayList<>()).add(ms));
      }
      List<BenchRow.PhaseShare> shares = new ArrayList<>();
      durations.forEach(
          (name, ms) -> shares.add(new BenchRow.PhaseShare(name, Samples.of(ms).median())));
      return shares;
    }

    private static Samples samples(Stream<Long> nanos) {
      return Samples.of(nanos.map(ns -> ns / 1e6).toList());
    }
  }
}
