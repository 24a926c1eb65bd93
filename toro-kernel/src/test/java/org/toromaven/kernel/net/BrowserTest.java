// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.boot.Appliance;
import org.toromaven.kernel.Workshop;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.Network;

/** A browser, Chromium without a window, shows what the examples serve. */
@DisplayName("A browser")
class BrowserTest {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath();
  private static final int GUEST_PORT = 8080;
  private static final int LEAST_COLOURS = 8;

  private static String browser;

  @TempDir Path profile;

  @BeforeAll
  static void findBrowser() {
    String path = System.getenv("PATH");
    for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        if (browser == null && Files.isExecutable(Path.of(folder, name))) {
          browser = name;
        }
      }
    }
    assertThat(browser)
        .as("no Chromium: ./test installs it (scripts/test-packages.sh), or: apt install chromium")
        .isNotNull();
  }

  @Test
  @DisplayName("shows the page of a stock Free Pascal server")
  void stockServer() throws Exception {
    Path program = EXAMPLES.resolve("http-fcl/src/main/pascal/httpserver.pas");
    try (Appliance appliance = program(program).start()) {
      String site = "http://127.0.0.1:" + appliance.hostPort(GUEST_PORT) + "/";
      HttpProbe.awaitAnswer(appliance.hostPort(GUEST_PORT), "/");
      assertThat(open(site, "--dump-dom")).contains("<h1>Hello from Free Pascal</h1>");
      assertShows(site, "http-fcl.png");
    }
  }

  @Test
  @DisplayName("shows the pages that Toro's own interface serves from an ext2 disk")
  void pagesOfDisk() throws Exception {
    Path example = EXAMPLES.resolve("static-web-server/src/main");
    Path disk = Workshop.folder("networked").resolve("pages.img");
    Files.deleteIfExists(disk);
    Command.run(
        List.of("mke2fs", "-q", "-t", "ext2", "-d", "" + example.resolve("disk"), "" + disk, "2M"));
    Path program = example.resolve("pascal/staticwebserver.pas");
    try (Appliance appliance = program(program).startOnDisk(disk)) {
      String site = "http://127.0.0.1:" + appliance.hostPort(GUEST_PORT) + "/";
      HttpProbe.awaitAnswer(appliance.hostPort(GUEST_PORT), "/index.html");
      assertThat(open(site + "index.html", "--dump-dom"))
          .contains("<h1>Served by a Toro appliance</h1>")
          .contains("about.html");
      assertThat(open(site + "about.html", "--dump-dom")).contains("Made from src/main/disk");
      assertShows(site + "index.html", "static-web-server.png");
    }
  }

  private static NetworkedProgram program(Path file) {
    return new NetworkedProgram(file, Machine.MICROVM, Network.Device.VIRTIO, GUEST_PORT);
  }

  /** Black text, smoothed, on white: an empty page would have one colour. */
  private void assertShows(String page, String name) throws Exception {
    Path picture = Workshop.folder("networked").resolve(name);
    open(page, "--screenshot=" + picture, "--window-size=640,240");
    BufferedImage image = ImageIO.read(picture.toFile());
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.add(image.getRGB(x, y));
      }
    }
    assertThat(colours).as("%s", picture).hasSizeGreaterThan(LEAST_COLOURS);
  }

  private String open(String page, String... what) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile));
    words.addAll(List.of(what));
    words.add(page);
    return Command.run(words);
  }
}
