// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmException;
import org.toromaven.vmm.Vmms;

/** Makes boots. Holds no state of its own; one runner may make many boots at once. */
public final class BootRunner {

  private final Vmms vmms;

  /** A runner that knows the installed VMMs. */
  public BootRunner() {
    this(Vmms.installed());
  }

  /** A runner that knows these VMMs. */
  public BootRunner(Vmms vmms) {
    this.vmms = vmms;
  }

  /**
   * Makes one boot and waits for its end. Whatever happens to the guest or the VMM is a result; an
   * interrupt of the calling thread ends the boot.
   *
   * @throws VmmException when there is no VMM of the configured name
   * @throws IOException when the console's file or the work directory cannot be made
   */
  public BootResult run(BootRequest request) throws VmmException, IOException {
    return run(request, BootListener.NONE);
  }

  /** Makes one boot, followed by a listener; see {@link #run(BootRequest)}. */
  public BootResult run(BootRequest request, BootListener listener)
      throws VmmException, IOException {
    return new BootAttempts(request, vmm(request), listener).run();
  }

  /**
   * Starts a guest and returns at once. It runs until it is stopped, whether ready or not, unless
   * the request says {@link Until#READY}.
   */
  public Appliance start(BootRequest request, BootListener listener)
      throws VmmException, IOException {
    return new Appliance(new BootAttempts(request, vmm(request), listener), request.consoleFile());
  }

  /**
   * Makes one boot with a keyboard attached: the input goes to the guest from the program's start
   * on, with the end of input at its end.
   *
   * @param input read by a daemon thread, which may still be waiting in it after the boot
   * @param listener shows the console, as a rule
   */
  public BootResult attach(BootRequest request, InputStream input, BootListener listener)
      throws VmmException, IOException {
    BootAttempts attempts = new BootAttempts(request, vmm(request), listener);
    Thread keyboard = new Thread(() -> pump(input, attempts), "toro-boot-input");
    keyboard.setDaemon(true);
    keyboard.start();
    return attempts.run();
  }

  private Vmm vmm(BootRequest request) throws VmmException {
    return vmms.named(request.machine().vmm());
  }

  private static void pump(InputStream input, BootAttempts attempts) {
    byte[] buffer = new byte[4096];
    try {
      // Before the program runs the console is still being set up, and drops what it is sent.
      attempts.session().observations().awaitMark(Mark.PROGRAM, attempts.timeout());
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        attempts.session().send(Arrays.copyOf(buffer, count));
      }
      attempts.session().send(BootSession.END_OF_INPUT.getBytes(US_ASCII));
    } catch (InterruptedException | IOException e) {
      // The guest has ended, or the terminal is gone: there is nobody left to type for.
      System.getLogger("org.toromaven.boot").log(System.Logger.Level.DEBUG, "input ends", e);
    }
  }
}
