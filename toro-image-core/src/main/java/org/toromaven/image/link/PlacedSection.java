// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

/**
 * One input section in the image.
 *
 * @param object the object's file name, with the member in brackets for an archive
 * @param origin whose part of the appliance the object is
 * @param name the input section's name
 * @param permission which part of the image it lies in
 * @param address its virtual address
 * @param sizeBytes its size, without the padding before it
 * @param fileBytes how many of them an image file holds: none of bss, and not the zeros at the end
 *     of the variables, which a loader fills up
 */
public record PlacedSection(
    String object,
    Origin origin,
    String name,
    Permission permission,
    long address,
    long sizeBytes,
    long fileBytes) {}
