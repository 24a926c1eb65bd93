// SPDX-License-Identifier: Apache-2.0
/** What an image consists of, for people: the size report and the bill of materials. */
package org.toromaven.image.report;
