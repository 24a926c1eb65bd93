// SPDX-License-Identifier: Apache-2.0
/** Boots an image as configured and judges what it did. Knows no Maven. */
package org.toromaven.maven.boot;
