// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import com.grack.nanojson.JsonObject;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.commons.exec.CommandLine;
import org.toromaven.boot.BootRunner;

/** Runs a class of the tests in a JVM of its own, to be killed or to be a program. */
public final class ChildJvm {

  private ChildJvm() {}

  /** The words that run a main class; properties such as {@code -Dname=value} go in front. */
  public static List<String> command(Class<?> main, List<String> properties, String... arguments)
      throws URISyntaxException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:TieredStopAtLevel=1");
    words.addAll(properties);
    words.addAll(List.of("-cp", classPath(main), main.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  /**
   * The words that run a command with SIGINT as it is for a program in the foreground. What a shell
   * starts in the background ignores it, and so would a JVM and its children.
   */
  public static List<String> interruptible(List<String> command) {
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
    words.addAll(command);
    return words;
  }

  private static String classPath(Class<?> main) throws URISyntaxException {
    StringJoiner path = new StringJoiner(File.pathSeparator);
    for (Class<?> type : List.of(main, BootRunner.class, CommandLine.class, JsonObject.class)) {
      path.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()) + "");
    }
    return path.toString();
  }
}
