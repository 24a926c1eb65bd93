// SPDX-License-Identifier: Apache-2.0
/** The static linker: object files in, one laid out and relocated image in memory out. */
package org.toromaven.image.link;
