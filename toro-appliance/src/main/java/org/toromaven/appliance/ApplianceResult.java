// SPDX-License-Identifier: Apache-2.0
package org.toromaven.appliance;

import org.toromaven.image.ImageResult;

/**
 * What became of an {@link ApplianceRequest}.
 *
 * @param program what the compiler made
 * @param image what the linker wrote
 */
public record ApplianceResult(CompiledProgram program, ImageResult image) {}
