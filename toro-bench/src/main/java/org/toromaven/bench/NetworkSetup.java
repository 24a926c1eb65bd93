// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to give the server a network: what the benchmark compares with its first.
 *
 * @param name what the table calls it
 * @param cores the guest's
 * @param queues pairs of the card's; more than one needs a TAP device
 * @param card QEMU's name of the card, with its options
 * @param six asked by IPv6
 */
record NetworkSetup(String name, int cores, int queues, String card, boolean six) {
  private static final String VIRTIO = "virtio-net-pci";

  /** What each is compared with, first. */
  static List<NetworkSetup> all() {
    return List.of(
        new NetworkSetup("virtio 1/1", 1, 1, VIRTIO, false),
        new NetworkSetup("virtio 2/2", 2, 2, VIRTIO, false),
        new NetworkSetup("virtio 4/4", 4, 4, VIRTIO, false),
        new NetworkSetup("virtio 4/1", 4, 1, VIRTIO, false),
        new NetworkSetup("no offload", 1, 1, VIRTIO + ",csum=off,guest_csum=off", false),
        new NetworkSetup("e1000", 1, 1, "e1000", false),
        new NetworkSetup("IPv6", 1, 1, VIRTIO, true));
  }

  /** What makes the TAP device, in a network namespace that has none. */
  List<List<String>> tap() {
    List<String> add =
        new ArrayList<>(List.of("ip", "tuntap", "add", "dev", "tap0", "mode", "tap"));
    if (queues > 1) {
      add.add("multi_queue");
    }
    return List.of(
        add,
        List.of("ip", "addr", "add", "10.0.9.1/24", "dev", "tap0"),
        List.of("ip", "addr", "add", "2001:db8:9::1/64", "dev", "tap0", "nodad"),
        List.of("ip", "link", "set", "tap0", "up"));
  }

  /** The VMM's words; PORT in them becomes a free port of the host's without TAP. */
  List<String> words(Path image, boolean tap) {
    List<String> words =
        new ArrayList<>(
            List.of("qemu-system-x86_64", "-no-user-config", "-nodefaults", "-display", "none"));
    words.addAll(List.of("-no-reboot", "-M", "pc", "-accel", "tcg,thread=multi", "-m", "128"));
    words.addAll(List.of("-smp", Integer.toString(cores), "-serial", "stdio"));
    words.addAll(List.of("-kernel", image.toString()));
    String queued = queues > 1 ? ",mq=on,vectors=" + (2 * queues + 2) : "";
    words.addAll(List.of("-device", card + queued + ",netdev=n,romfile="));
    if (tap) {
      String several = queues > 1 ? ",queues=" + queues : "";
      words.addAll(
          List.of("-netdev", "tap,id=n,ifname=tap0,script=no,downscript=no" + several, "-append"));
      words.add("toro.net=10.0.9.2/24" + (six ? " toro.net6=2001:db8:9::2/64" : ""));
    } else {
      String forwards = ",hostfwd=tcp:127.0.0.1:PORT-:8080,hostfwd=udp:127.0.0.1:PORT-:8080";
      words.addAll(List.of("-netdev", "user,id=n" + forwards, "-append"));
      words.add("toro.net=10.0.2.15/24,10.0.2.2");
    }
    return words;
  }

  /** Where the server is, on a TAP device. */
  String address() {
    return six ? "2001:db8:9::2" : "10.0.9.2";
  }
}
