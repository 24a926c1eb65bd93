// SPDX-License-Identifier: Apache-2.0
/** What the user reads: messages with their advice, the boot summary, JUnit XML. Knows no Maven. */
package org.toromaven.maven.report;
