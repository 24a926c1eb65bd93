// SPDX-License-Identifier: Apache-2.0
/** Firecracker, driven by a configuration file or by requests to its API socket. */
package org.toromaven.vmm.firecracker;
