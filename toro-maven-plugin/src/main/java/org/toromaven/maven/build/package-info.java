// SPDX-License-Identifier: Apache-2.0
/**
 * From Pascal to the image: finds the program, compiles and links it, and skips both when nothing
 * has changed. Knows no Maven.
 */
package org.toromaven.maven.build;
