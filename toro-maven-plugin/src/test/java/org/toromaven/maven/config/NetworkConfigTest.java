// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.NetworkLink;
import org.toromaven.vmm.PortForward;

class NetworkConfigTest {
  private final Properties given = new Properties();

  @Test
  void theDefaultIsTheUserNetwork() throws ConfigurationException {
    assertThat(network().link()).isEqualTo(NetworkLink.USER);
    assertThat(network().mac()).isEmpty();
    assertThat(config().hostWords(settings())).isEmpty();
  }

  @Test
  void aTapDeviceAndBothEndsOfASocket() throws ConfigurationException {
    given.setProperty("toro.network.mode", "tap");
    given.setProperty("toro.network.tap", "tap7");
    given.setProperty("toro.network.mac", "52:54:00:00:00:07");
    assertThat(network().link()).isEqualTo(new NetworkLink.Tap("tap7"));
    assertThat(network().mac()).contains("52:54:00:00:00:07");

    given.setProperty("toro.network.mode", "socket");
    given.setProperty("toro.network.listen", "127.0.0.1:7000");
    assertThat(network().link()).isEqualTo(new NetworkLink.Socket(true, "127.0.0.1", 7000));

    given.remove("toro.network.listen");
    given.setProperty("toro.network.connect", "localhost:7001");
    assertThat(network().link()).isEqualTo(new NetworkLink.Socket(false, "localhost", 7001));
  }

  @Test
  void theCommandLineAloneMakesANetwork() throws ConfigurationException {
    DevicesConfig silent = new DevicesConfig(null, null, null);
    assertThat(silent.units(settings())).isEmpty();

    given.setProperty("toro.network.device", "e1000");
    assertThat(silent.units(settings())).contains("Networking", "E1000");
  }

  @Test
  void hostsBecomeKernelWords() throws ConfigurationException {
    given.setProperty("toro.network.hosts", "10.0.2.2 builder,10.0.2.9  second.test");
    assertThat(config().hostWords(settings()))
        .containsExactly("toro.host=10.0.2.2/builder", "toro.host=10.0.2.9/second.test");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertRefused("mode", "bridge", "network.mode");
    assertRefused("mode", "socket", "either <listen> or <connect>");
    assertRefused("mode", "tap", "network.tap");
    assertRefused("mac", "01:00:00:00:00:01", "network.mac");
    given.setProperty("toro.network.mode", "socket");
    assertRefused("connect", "7000", "HOST:PORT");
    given.setProperty("toro.network.connect", "localhost:7000");
    assertThatThrownBy(
            () -> config().network(settings(), Path.of("."), List.of(PortForward.tcp(80))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("nothing unless <mode> is user");
  }

  private void assertRefused(String element, String value, String named) {
    given.setProperty("toro.network." + element, value);
    assertThatThrownBy(this::network)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(named);
    given.remove("toro.network." + element);
  }

  private Network network() throws ConfigurationException {
    return config().network(settings(), Path.of("."), List.of());
  }

  private static NetworkConfig config() {
    return new NetworkConfig();
  }

  private Settings settings() {
    return new Settings(given, new Properties());
  }
}
