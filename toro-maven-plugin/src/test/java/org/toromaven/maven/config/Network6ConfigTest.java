// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@code <network>} says about IPv6, by its user properties. */
@DisplayName("<network> and IPv6")
class Network6ConfigTest {
  private final Properties given = new Properties();

  private Settings settings() {
    return new Settings(given, new Properties());
  }

  @Test
  @DisplayName("without a word about it there is none")
  void absent() throws Exception {
    assertThat(new NetworkConfig().kernelWord6(settings())).isEmpty();
    assertThat(new NetworkConfig().units(settings())).doesNotContain("IPv6");
  }

  @Test
  @DisplayName("auto adds the unit and leaves the rest to the routers")
  void automatic() throws Exception {
    given.setProperty("toro.network.address6", "auto");
    assertThat(new NetworkConfig().kernelWord6(settings())).isEmpty();
    assertThat(new NetworkConfig().units(settings())).contains("IPv6");
  }

  @Test
  @DisplayName("a fixed address goes to the kernel, with its router")
  void fixed() throws Exception {
    given.setProperty("toro.network.address6", "2001:db8::2/64");
    assertThat(new NetworkConfig().kernelWord6(settings())).isEqualTo("toro.net6=2001:db8::2/64");
    given.setProperty("toro.network.gateway6", "fe80::1");
    assertThat(new NetworkConfig().kernelWord6(settings()))
        .isEqualTo("toro.net6=2001:db8::2/64,fe80::1");
    assertThat(new NetworkConfig().units(settings())).contains("IPv6");
  }

  @Test
  @DisplayName("what is no address is refused by name")
  void refused() {
    given.setProperty("toro.network.address6", "10.0.2.15/24");
    assertThatThrownBy(() -> new NetworkConfig().kernelWord6(settings()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("network.address6")
        .hasMessageContaining("2001:db8::2/64");
  }
}
