// SPDX-License-Identifier: Apache-2.0
/** The goals: parameters, and a few lines that hand them to an orchestrator. */
package org.toromaven.maven.mojo;
