// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of the filesystems: on Linux against images in files, and in appliances against disks.
 * Judges are the tools of the formats' own authors: e2fsck, debugfs, fsck.fat, mtools.
 */
package org.toromaven.kernel.files;
