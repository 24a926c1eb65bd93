// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;

/** Writes a report as JSON with all samples. The form has a version, which changes with it. */
public final class BenchJson {

  /** Version of the form. */
  public static final int VERSION = 2;

  private BenchJson() {}

  /** The document. Times are in ms. */
  public static String of(BenchReport report) {
    JsonStringWriter json = JsonWriter.indent("  ").string().object();
    json.value("version", VERSION);
    json.object("host")
        .value("system", report.host().system())
        .value("processor", report.host().processor())
        .value("processors", report.host().processors())
        .end();
    json.value("runs", report.runs()).array("cases");
    report.rows().forEach(row -> put(json, row));
    json.end().object("talk").value("source", TalkFigures.SOURCE).array("figures");
    TalkFigures.ALL.forEach(
        figure ->
            json.object().value("name", figure.name()).value("bootMs", figure.bootMs()).end());
    return json.end().end().end().done();
  }

  private static void put(JsonStringWriter json, BenchRow row) {
    json.object().value("name", row.name());
    row.failure().ifPresent(reason -> json.value("failure", reason));
    row.talk()
        .ifPresent(
            talk ->
                json.object("talk")
                    .value("name", talk.name())
                    .value("bootMs", talk.bootMs())
                    .end());
    json.value("command", row.command()).value("acceleration", row.acceleration());
    if (row.measured()) {
      json.value("medianMs", micros(row.readyMs().median()));
      json.value("p95Ms", micros(row.readyMs().p95()));
    }
    put(json, "readyMs", row.readyMs());
    put(json, "firstByteMs", row.firstByteMs());
    json.array("phases");
    row.phases()
        .forEach(
            phase ->
                json.object()
                    .value("name", phase.name())
                    .value("medianMs", micros(phase.medianMs()))
                    .end());
    json.end().end();
  }

  private static void put(JsonStringWriter json, String name, Samples samples) {
    json.array(name);
    samples.values().forEach(value -> json.value(micros(value)));
    json.end();
  }

  /** Microseconds are as fine as a host can tell. */
  private static double micros(double ms) {
    return Math.round(ms * 1e3) / 1e3;
  }
}
