// SPDX-License-Identifier: Apache-2.0
/** Cloud Hypervisor, driven by its command line. */
package org.toromaven.vmm.cloudhypervisor;
