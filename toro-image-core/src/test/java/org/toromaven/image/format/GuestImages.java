// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.toromaven.image.ImageBuilder;
import org.toromaven.image.ImageFormat;
import org.toromaven.image.ImageRequest;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.Origin;

/** Assembles the boot stub and a guest, links them in one format and boots the result. */
final class GuestImages {

  private static final Path STUB = Path.of("../toro-boot-stub/src/main/asm/x86_64");
  private static final Path GUESTS = Path.of("src/test/asm");
  private static final int TIMEOUT_SECONDS = 120;
  private static final Pattern REPORT = Pattern.compile("protocol .*");

  private final Path folder;

  GuestImages(Path folder) {
    this.folder = folder;
  }

  /** Links guests with the stub; the first command-line words are those of the medium. */
  Path build(ImageFormat format, String... guests) throws Exception {
    List<Path> sources = new ArrayList<>();
    addSources(sources, STUB);
    addSources(sources, STUB.resolve("disk"));
    for (String guest : guests) {
      sources.add(GUESTS.resolve(guest));
    }
    ImageRequest.Builder request = ImageRequest.builder().commandLine("from medium");
    for (Path source : sources) {
      request.input(new InputFile(assemble(source), Origin.STUB));
    }
    Path image = folder.resolve("image." + format.extension());
    ImageBuilder.build(request.output(format, image).build());
    return image;
  }

  private static void addSources(List<Path> sources, Path from) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, "*.S")) {
      for (Path file : files) {
        if (!file.endsWith("traps.S")) {
          sources.add(file);
        }
      }
    }
    sources.sort(null);
  }

  private Path assemble(Path source) throws Exception {
    Path object = folder.resolve(source.getFileName().toString().replace(".S", ".o"));
    String includes = STUB.toString();
    run(List.of("as", "--64", "-I", includes, "-o", object.toString(), source.toString()), 0);
    return object;
  }

  /** Boots an image and returns the guest's report. */
  String boot(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("qemu-system-x86_64", "-accel", "tcg", "-m", "64", "-net", "none"));
    command.addAll(List.of("-display", "none", "-serial", "stdio", "-no-reboot"));
    command.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4"));
    command.addAll(List.of(arguments));
    String console = run(command, 33);
    Matcher report = REPORT.matcher(console);
    assertThat(report.find()).as(console).isTrue();
    return report.group();
  }

  /** Boots a disk or a CD in bochs and returns all bytes of its serial port. */
  String bootInBochs(Path image) throws Exception {
    Path serial = folder.resolve("serial.txt");
    Path log = folder.resolve("bochs.log");
    boolean disc = image.toString().endsWith("." + ImageFormat.ISO.extension());
    String drive =
        disc
            ? "type=cdrom, status=inserted, path=" + image
            : "type=disk, mode=flat, cylinders=2, heads=16, spt=63, path=" + image;
    Path configuration =
        Files.write(
            folder.resolve("bochsrc"),
            List.of(
                "display_library: rfb, options=\"timeout=0\"",
                "plugin_ctrl: speaker=0",
                "sound: waveoutdrv=dummy",
                "memory: guest=64, host=64",
                "romimage: file=/usr/share/bochs/BIOS-bochs-latest",
                "vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest",
                "cpu: model=corei7_sandy_bridge_2600k, reset_on_triple_fault=0",
                "ata0-master: " + drive,
                "boot: " + (disc ? "cdrom" : "disk"),
                "com1: enabled=1, mode=file, dev=" + serial,
                "log: " + log));
    // Debian's bochs stops in its debugger before the first instruction.
    Path commands = Files.write(folder.resolve("commands"), List.of("continue", "quit"));
    run(List.of("bochs", "-q", "-f", configuration.toString(), "-rc", commands.toString()), 1);
    assertThat(log).content(StandardCharsets.ISO_8859_1).contains("Shutdown port: shutdown");
    return Files.readString(serial, StandardCharsets.ISO_8859_1);
  }

  private String run(List<String> command, int expectedStatus) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String text = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertThat(ended).as("ends in time: %s%n%s", command, text).isTrue();
    assertThat(process.exitValue()).as("%s%n%s", command, text).isEqualTo(expectedStatus);
    return text;
  }
}
