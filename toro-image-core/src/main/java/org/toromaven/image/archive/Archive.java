// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.archive;

import java.util.Map;
import java.util.Optional;

/**
 * A GNU archive. Linking one differs from linking its members: a member takes part only when it
 * defines a symbol that is undefined so far, and the archive's own index says which member that is.
 *
 * @param source the archive's name
 * @param hasIndex whether the archive has an index of symbols
 * @param index the defining member of each symbol; the first of several
 * @param membersByOffset the members by the offset of their headers, in file order
 */
public record Archive(
    String source,
    boolean hasIndex,
    Map<String, ArchiveMember> index,
    Map<Long, ArchiveMember> membersByOffset) {

  /** Finds the member that the index names for a symbol. */
  public Optional<ArchiveMember> definingMember(String symbol) {
    return Optional.ofNullable(index.get(symbol));
  }
}
