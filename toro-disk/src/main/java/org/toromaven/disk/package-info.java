// SPDX-License-Identifier: Apache-2.0
/**
 * Disk images from folders ({@link org.toromaven.disk.DiskBuilder}) and folders embedded in the
 * image itself ({@link org.toromaven.disk.ResourceBuilder}). Needs no root and no mount; the same
 * folder and time stamp give the same bytes.
 */
package org.toromaven.disk;
