// SPDX-License-Identifier: Apache-2.0
/** The rules of docs/STYLE.md as tests: what a source file may hold and who may depend on whom. */
package org.toromaven.checks;
