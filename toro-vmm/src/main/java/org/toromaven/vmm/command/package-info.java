// SPDX-License-Identifier: Apache-2.0
/** Any other VMM, described by a command with placeholders. */
package org.toromaven.vmm.command;
