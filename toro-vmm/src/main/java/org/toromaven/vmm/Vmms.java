// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The VMMs that are on the class path, found with {@link ServiceLoader}. */
public final class Vmms {

  private final List<Vmm> all;

  /** Exactly these VMMs. */
  public Vmms(List<Vmm> all) {
    this.all = List.copyOf(all);
  }

  /** The VMMs that the class loader of this library sees. */
  public static Vmms installed() {
    // The context class loader of a build tool does not see a plugin's dependencies; ours does.
    return new Vmms(
        ServiceLoader.load(Vmm.class, Vmms.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  /** All of them. */
  public List<Vmm> all() {
    return all;
  }

  /**
   * The VMM of that name.
   *
   * @throws VmmException naming the VMMs that there are
   */
  public Vmm named(String name) throws VmmException {
    return all.stream()
        .filter(vmm -> vmm.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new VmmException(
                    "unknown VMM: "
                        + name
                        + " (known: "
                        + all.stream().map(Vmm::name).sorted().collect(Collectors.joining(", "))
                        + ")"));
  }
}
