// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.LinkRequest;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Overrides;

/**
 * Programs for Linux, so that every linker can link the same files: their objects in the compiler's
 * order, kept in a list that the processes of a benchmark share.
 *
 * @param objects the objects
 * @param entry the entry symbol
 */
record LinkInputs(List<Path> objects, String entry) {

  private static final String RUN_TIME_ENTRY = "_start";

  /** Compiles a program to objects below a folder, and keeps their list there. */
  static void compile(Path folder, String source) throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("program.pas"), source);
    run(folder, List.of("fpc", "-v0", "-Cn", "-CX", "-XX", "program.pas"));
    List<String> lines = new ArrayList<>(List.of(RUN_TIME_ENTRY));
    try (DirectoryStream<Path> scripts = Files.newDirectoryStream(folder, "link*.res")) {
      for (Path script : scripts) {
        for (String line : Files.readAllLines(script, StandardCharsets.ISO_8859_1)) {
          if (line.endsWith(".o")) {
            lines.add(folder.resolve(line).toString());
          }
        }
        Files.delete(script);
      }
    }
    Files.write(list(folder), lines);
  }

  /** Assembles functions each of which refers to the next, each in a section of its own. */
  static void chain(Path folder, int length) throws Exception {
    Files.createDirectories(folder);
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < length; i++) {
      source.append(".section .text.f").append(i).append(",\"ax\"\n.globl f").append(i);
      source.append("\nf").append(i).append(": .quad f").append((i + 1) % length).append('\n');
    }
    Files.writeString(folder.resolve("chain.s"), source);
    run(folder, List.of("as", "--64", "-o", "chain.o", "chain.s"));
    Files.write(list(folder), List.of("f0", folder.resolve("chain.o").toString()));
  }

  /** The inputs that were made in a folder. */
  static LinkInputs in(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(list(folder));
    List<Path> objects = lines.stream().skip(1).map(Path::of).toList();
    return new LinkInputs(objects, lines.get(0));
  }

  private static Path list(Path folder) {
    return folder.resolve("inputs.txt");
  }

  /** The size of all files, in bytes. */
  long sizeBytes() throws IOException {
    long size = 0;
    for (Path object : objects) {
      size += Files.size(object);
    }
    return size;
  }

  /** The request to our linker. */
  LinkRequest request() {
    List<InputFile> files =
        objects.stream().map(object -> new InputFile(object, Origin.PROGRAM)).toList();
    return new LinkRequest(files, List.of(entry), Overrides.NONE, LinkRequest.IMAGE_BASE, Set.of());
  }

  /** The command of another linker that collects sections, and writes one file. */
  List<String> command(String linker, Path output) {
    List<String> command = new ArrayList<>(List.of(linker, "--gc-sections", "-s", "-e", entry));
    command.addAll(List.of("-o", output.toString()));
    objects.forEach(object -> command.add(object.toString()));
    return command;
  }

  /** Runs a command; fails when it fails. */
  static void run(Path folder, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command.get(0) + " failed with status " + process.exitValue());
    }
  }
}
