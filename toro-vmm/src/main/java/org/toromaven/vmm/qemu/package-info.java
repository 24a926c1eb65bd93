// SPDX-License-Identifier: Apache-2.0
/** QEMU: where it is, how it is told what to do, and whether its acceleration really works here. */
package org.toromaven.vmm.qemu;
