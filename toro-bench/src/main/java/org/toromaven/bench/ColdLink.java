// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.ImageBuilder;
import org.toromaven.image.ImageFormat;
import org.toromaven.image.ImageRequest;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Overrides;

/**
 * The first link of a Java process: hello-world with map and debug information, as the goal {@code
 * image} makes it. Started by {@code bench/link} in one Maven process after another; prints
 * milliseconds.
 */
final class ColdLink {

  private static final Path FOLDER = Path.of("toro-bench/target/bench/link");

  private static final String RULES = "cold-overrides.txt";

  private ColdLink() {}

  /** Keeps the inputs of a request for the processes to come. */
  static void prepare(ImageRequest request, Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (InputFile input : request.inputs()) {
      lines.add(input.origin() + " " + input.path().toAbsolutePath());
    }
    Files.write(folder.resolve("cold-inputs.txt"), lines);
    Path image = request.outputs().get(ImageFormat.ELF32_MULTIBOOT);
    Files.copy(
        image.resolveSibling(Appliances.OVERRIDES),
        folder.resolve(RULES),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Links once. */
  public static void main(String[] arguments) throws Exception {
    List<String> lines = Files.readAllLines(FOLDER.resolve("cold-inputs.txt"));
    String rules = Files.readString(FOLDER.resolve(RULES));
    long start = System.nanoTime();
    ImageRequest.Builder request =
        ImageRequest.builder()
            .overrides(Overrides.parse("overrides.txt", rules))
            .output(ImageFormat.ELF32_MULTIBOOT, FOLDER.resolve("Toro.elf"))
            .linkMap(FOLDER.resolve("Toro.map"))
            .debugFile(FOLDER.resolve("Toro.debug"));
    for (String line : lines) {
      int blank = line.indexOf(' ');
      Path file = Path.of(line.substring(blank + 1));
      request.input(new InputFile(file, Origin.valueOf(line.substring(0, blank))));
    }
    ImageBuilder.build(request.build());
    Reports.standardOutput().println((System.nanoTime() - start) / 1_000_000);
  }
}
