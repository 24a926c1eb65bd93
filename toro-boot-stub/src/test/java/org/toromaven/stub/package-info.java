// SPDX-License-Identifier: Apache-2.0
/** Tests that the assembly, the kernel and {@code docs/BOOT-ABI.md} agree. */
package org.toromaven.stub;
