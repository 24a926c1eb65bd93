// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of the network: the stack on Linux, against itself over bad wires and against a scripted
 * peer, and in appliances, against clients of this machine.
 */
package org.toromaven.kernel.net;
