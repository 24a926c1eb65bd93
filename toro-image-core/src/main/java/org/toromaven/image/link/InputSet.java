// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import org.toromaven.image.archive.Archive;

/**
 * What the input files hold.
 *
 * @param objects the objects that take part whatever they define, in link order
 * @param archives the archives, in link order
 * @param nextSectionId the first section number that no object uses
 */
record InputSet(List<InputObject> objects, List<InputArchive> archives, int nextSectionId) {

  /**
   * An archive whose members take part when they are needed.
   *
   * @param archive the archive
   * @param name its file name
   * @param origin whose part of the appliance its members are
   */
  record InputArchive(Archive archive, String name, Origin origin) {}

  InputSet {
    objects = List.copyOf(objects);
    archives = List.copyOf(archives);
  }
}
