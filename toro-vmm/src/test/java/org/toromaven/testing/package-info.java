// SPDX-License-Identifier: Apache-2.0
/** Tiny guests and stand-ins for VMMs, made by the tests themselves; no tool is needed. */
package org.toromaven.testing;
