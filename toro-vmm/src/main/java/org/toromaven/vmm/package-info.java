// SPDX-License-Identifier: Apache-2.0
/**
 * Virtual machine monitors: what a machine is, how each VMM is asked for it, and what can be said
 * about the VMMs of this host. Knows processes; knows no ELF, no Maven and no boot results.
 */
package org.toromaven.vmm;
