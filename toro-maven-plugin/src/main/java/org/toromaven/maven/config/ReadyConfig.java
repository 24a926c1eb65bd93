// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.maven.report.Advice;

/**
 * {@code <ready>}: how to know that an appliance that does not end is ready. The first that holds
 * decides; the program may also call {@code ToroReady}.
 *
 * <pre>{@code
 * <ready>
 *   <console>listening on port 80</console>   a regular expression
 *   <port>80</port>                           a forwarded port of the guest accepts connections
 *   <http>80/health</http>                    GET http://guest:80/health answers 200
 * </ready>
 * }</pre>
 */
public final class ReadyConfig {
  private static final int OK = 200;
  private static final int LARGEST_PORT = 65_535;

  /** A console line. */
  private String console;

  /** An open port of the guest. */
  private String port;

  /** A port and path of the guest that answers GET with 200. */
  private String http;

  /** Called by Maven. */
  public ReadyConfig() {}

  /** The conditions, at least one. */
  List<ReadyCondition> conditions() throws ConfigurationException {
    List<ReadyCondition> conditions = new ArrayList<>();
    if (console != null) {
      conditions.add(
          new ReadyCondition.ConsolePattern(
              BootConfig.pattern("boot.ready.console", console.strip())));
    }
    if (port != null) {
      conditions.add(new ReadyCondition.OpenPort(port("boot.ready.port", port.strip())));
    }
    if (http != null) {
      conditions.add(httpStatus(http.strip()));
    }
    if (conditions.isEmpty()) {
      throw new ConfigurationException(
          Advice.badValue("boot.ready", "nothing", "<console>, <port> or <http>"));
    }
    return conditions;
  }

  private static ReadyCondition httpStatus(String text) throws ConfigurationException {
    int slash = text.indexOf('/');
    String number = slash < 0 ? text : text.substring(0, slash);
    String path = slash < 0 ? "/" : text.substring(slash);
    return new ReadyCondition.HttpStatus(port("boot.ready.http", number), path, OK);
  }

  private static int port(String path, String text) throws ConfigurationException {
    if (text.matches("\\d{1,5}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= LARGEST_PORT) {
        return number;
      }
    }
    throw new ConfigurationException(Advice.badValue(path, text, "a port from 1 to 65535"));
  }
}
