// SPDX-License-Identifier: Apache-2.0
/** The POM's elements as Java beans, and their translation into checked, immutable requests. */
package org.toromaven.maven.config;
