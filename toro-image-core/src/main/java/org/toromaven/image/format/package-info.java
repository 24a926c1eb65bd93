// SPDX-License-Identifier: Apache-2.0
/**
 * The image formats: each writer turns a linked image into the bytes of one kind of file. Knows no
 * file system; {@code ImageBuilder} chooses the writers and stores what they make.
 */
package org.toromaven.image.format;
