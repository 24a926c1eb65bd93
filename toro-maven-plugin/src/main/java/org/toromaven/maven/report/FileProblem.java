// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * What a user reads when a file cannot be used: Java's own texts are often no more than its name.
 */
public final class FileProblem {
  private FileProblem() {}

  /** The file and what is wrong with it, and what to do where that is known. */
  public static String text(IOException problem) {
    String message = Optional.ofNullable(problem.getMessage()).orElse(problem.toString());
    if (problem instanceof NoSuchFileException) {
      return message + ": no such file or folder";
    }
    if (problem instanceof AccessDeniedException) {
      return message + ": no permission: check who owns it and its folder";
    }
    boolean plain = problem.getClass() == IOException.class;
    return plain || problem instanceof FileSystemException ? message : problem.toString();
  }
}
