// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.ChildJvm;
import org.toromaven.testing.ScriptedVmm;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.BootSource;

/** Disks that fill up while a guest writes; each is a file system of 64 KiB in a name space. */
class FullDiskTest {

  private static final List<String> NAME_SPACE = List.of("unshare", "-rm", "sh", "-c");
  private static final String MOUNT = "mount -t tmpfs -o size=64k small \"$0\" && ";

  @TempDir Path folder;
  private Path disk;
  private Path image;

  @BeforeEach
  void disk() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    TestGuest guest = new TestGuest();
    guest.repeat(200, () -> guest.print("0123456789abcde\n".repeat(64)));
    image = guest.exit(0).writeTo(folder.resolve("guest.elf"));
    assumeTrue(
        run(MOUNT + "true").isEmpty(), "this host lets nobody mount a file system (unshare -rm)");
  }

  @Test
  @DisplayName("a console that fills the disk is told, whoever writes the file; the boot ends")
  void console() throws Exception {
    assertThat(boot("qemu", disk.resolve("console.log"), folder))
        .startsWith("EXITED false ")
        .contains("console.log: the disk is full, so the console may be incomplete");
    assertThat(boot("script", disk.resolve("console.log"), folder))
        .startsWith("EXITED false ")
        .contains("console.log: console lost after byte ")
        .contains("No space left on device");
  }

  @Test
  @DisplayName("without room for the work directory there is no boot and nothing left")
  void workDirectory() throws Exception {
    String fill = "head -c 100000 /dev/zero >\"$0/filler\" 2>/dev/null; ";
    String said = run(MOUNT + fill + command("qemu", folder.resolve("console.log"), disk)) + "";

    assertThat(said).contains("IOException: " + disk + "/toro-").contains("cannot be written for");
    assertThat(run(MOUNT + fill + command("qemu", folder.resolve("c"), disk) + "; ls \"$0\""))
        .endsWith("filler");
  }

  @Test
  @DisplayName("a folder for temporary files that is not there is told with what to say instead")
  void noTemporaryFolder() throws Exception {
    Path gone = folder.resolve("gone");

    assertThat(run(command("qemu", folder.resolve("console.log"), gone)))
        .contains("IOException: " + gone + "/toro-")
        .contains(
            ": cannot be made for a boot (NoSuchFileException); -Djava.io.tmpdir=FOLDER names"
                + " another folder for temporary files");
  }

  private String boot(String vmm, Path console, Path temporary) throws Exception {
    return run(MOUNT + command(vmm, console, temporary));
  }

  private String command(String vmm, Path console, Path temporary) throws Exception {
    List<String> properties = List.of("-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData");
    List<String> words =
        ChildJvm.command(Boot.class, properties, vmm, image.toString(), console.toString());
    return "'" + String.join("' '", words) + "' 2>&1";
  }

  private String run(String script) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(NAME_SPACE);
    words.addAll(List.of(script, disk.toString()));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    process.waitFor();
    return new String(output, StandardCharsets.UTF_8).strip();
  }

  /** Boots and says what came of it. */
  static final class Boot {
    private Boot() {}

    public static void main(String[] arguments) throws Exception {
      BootRequest request =
          BootRequest.of(BootSource.kernel(Path.of(arguments[1])), Path.of(arguments[2]));
      String script = "head -c 300000 /dev/zero; " + ScriptedVmm.exitMark(0);
      BootResult result =
          arguments[0].equals("script")
              ? new BootRunner(ScriptedVmm.only(script))
                  .run(request.withMachine(ScriptedVmm.machine()))
              : new BootRunner().run(request);
      System.out.println(result.outcome() + " " + result.successful() + " " + result.reason());
    }
  }
}
