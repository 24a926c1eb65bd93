// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The software bill of materials of an image, in CycloneDX 1.5 JSON: the image, the compiler, and
 * each compiled-in unit with its hash. Holds no time and no serial number, so that the same inputs
 * give the same bytes.
 *
 * @param image the image itself
 * @param components what is in it and what made it
 */
public record BillOfMaterials(Component image, List<Component> components) {

  /**
   * One component.
   *
   * @param type its CycloneDX type
   * @param group who it is from, such as {@code run-time library}; may be empty
   * @param name its name
   * @param version its version; may be empty
   * @param sha256 the hash of its file in hexadecimal digits; may be empty
   */
  public record Component(Type type, String group, String name, String version, String sha256) {}

  /** The CycloneDX component types that occur. */
  public enum Type {
    /** The bootable image. */
    FIRMWARE("firmware"),
    /** The compiler. */
    APPLICATION("application"),
    /** A compiled unit. */
    LIBRARY("library");

    private final String id;

    Type(String id) {
      this.id = id;
    }
  }

  /** Sorts the components by group and name. */
  public BillOfMaterials {
    List<Component> sorted = new ArrayList<>(components);
    sorted.sort(
        Comparator.comparing(Component::type)
            .thenComparing(Component::group)
            .thenComparing(Component::name));
    components = List.copyOf(sorted);
  }

  /** Returns the bill as JSON. */
  public String toJson() {
    JsonText json = new JsonText();
    json.object().member("bomFormat", "CycloneDX").member("specVersion", "1.5");
    json.member("version", 1).object("metadata").object("component");
    write(json, image);
    json.end().end().array("components");
    for (Component component : components) {
      json.object();
      write(json, component);
      json.end();
    }
    return json.end().end().toString();
  }

  private static void write(JsonText json, Component component) {
    json.member("type", component.type().id);
    if (!component.group().isEmpty()) {
      json.member("group", component.group());
    }
    json.member("name", component.name());
    if (!component.version().isEmpty()) {
      json.member("version", component.version());
    }
    if (!component.sha256().isEmpty()) {
      json.array("hashes").object();
      json.member("alg", "SHA-256").member("content", component.sha256()).end().end();
    }
  }
}
