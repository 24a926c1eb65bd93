// SPDX-License-Identifier: Apache-2.0
/**
 * Drives the Free Pascal compiler: compiles the kernel once into a cache, compiles a program
 * against it, and says what the linker has to join. {@link org.toromaven.compiler.FreePascal} is
 * the way in.
 */
package org.toromaven.compiler;
