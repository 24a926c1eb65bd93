// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import org.toromaven.vmm.PortForward;

/** Says where on this machine a port of an appliance can be reached. */
final class ForwardText {

  private ForwardText() {}

  /** Such as {@code port 8080 at 127.0.0.1:40123}. */
  static String of(PortForward forward) {
    String protocol = forward.protocol() == PortForward.Protocol.UDP ? "UDP port " : "port ";
    return protocol + forward.guestPort() + " at 127.0.0.1:" + forward.hostPort();
  }
}
