// SPDX-License-Identifier: Apache-2.0
/**
 * The façade of the module: object files in, bootable images out. {@link
 * org.toromaven.image.ImageBuilder} is the only entry point.
 */
package org.toromaven.image;
