// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

/** The output sections of an image, in address order. */
public enum OutputKind {
  /** The multiboot header, which must be near the start of the file. */
  MULTIBOOT(".multiboot", Permission.TEXT),
  /** Code. */
  TEXT(".text", Permission.TEXT),
  /** Notes that a loader reads. */
  NOTE(".note", Permission.RODATA),
  /** Constants. */
  RODATA(".rodata", Permission.RODATA),
  /** Addresses that code loads and the linker could not put into the instruction. */
  GOT(".got", Permission.RODATA),
  /** What the program finds in its own file. */
  PROGRAM_FILE(".program_file", Permission.RODATA),
  /** Initial values of thread-local variables. */
  TDATA(".tdata", Permission.DATA),
  /** Thread-local variables that start as zero; occupies no memory of its own. */
  TBSS(".tbss", Permission.DATA),
  /** Functions to call before all initialization. */
  PREINIT_ARRAY(".preinit_array", Permission.DATA),
  /** Functions to call for initialization. */
  INIT_ARRAY(".init_array", Permission.DATA),
  /** Functions to call at the end. */
  FINI_ARRAY(".fini_array", Permission.DATA),
  /** Free Pascal's identification. */
  FPCDATA(".fpcdata", Permission.DATA),
  /** Free Pascal's thread variables before threads exist. */
  THREADVAR(".threadvar", Permission.DATA),
  /** Variables with a value; last, because those that are zero need no bytes of the file. */
  DATA(".data", Permission.DATA),
  /** Variables without a value. */
  BSS(".bss", Permission.BSS);

  private final String sectionName;
  private final Permission permission;

  OutputKind(String sectionName, Permission permission) {
    this.sectionName = sectionName;
    this.permission = permission;
  }

  /** Returns the output section's name. */
  public String sectionName() {
    return sectionName;
  }

  /** Returns which part of the image it lies in. */
  public Permission permission() {
    return permission;
  }
}
