// SPDX-License-Identifier: Apache-2.0
/** GNU archives: a file of object files with an index of the symbols they define. */
package org.toromaven.image.archive;
