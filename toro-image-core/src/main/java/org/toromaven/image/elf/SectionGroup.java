// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

import java.util.List;

/**
 * A section group (gABI 4, "Section Groups"): sections that live and die together.
 *
 * @param signature the name that identifies the group between objects
 * @param comdat whether only the first group of this name is linked
 * @param members the section indexes
 */
public record SectionGroup(String signature, boolean comdat, List<Integer> members) {}
