// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a bootable elf32 multiboot guest, instruction by instruction. The guest starts in 32-bit
 * protected mode without paging (Multiboot 0.6.96, 3.2); the bytes are those of the Intel SDM.
 */
public final class TestGuest {

  private static final int LOAD_ADDRESS = 0x100000;
  private static final int FILE_OFFSET = 0x1000;
  private static final int HEADER_BYTES = 12;
  private static final int CONSOLE = 0x3f8;
  private static final int EVENTS = 0xe9;
  private static final int EXIT = 0xf4;

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** Places in the code that hold an offset into the data, to become an address. */
  private final List<Integer> dataReferences = new ArrayList<>();

  /** Writes text to the console. */
  public TestGuest print(String text) {
    return print(text.getBytes(UTF_8));
  }

  /** Writes bytes to the console. */
  public TestGuest print(byte[] bytes) {
    return output(CONSOLE, bytes);
  }

  /** Sends a mark through port 0xE9, with a TSC that is made up. */
  public TestGuest mark(String name, String value) {
    return output(EVENTS, line(name, value, "\n"));
  }

  /** Sends a mark in-band on the console. */
  public TestGuest inBandMark(String name, String value) {
    return print("\u001b_T" + new String(line(name, value, ""), UTF_8) + "\u001b\\");
  }

  /** Ends as the kernel does: exit mark, then 0x10 on port 0xF4. */
  public TestGuest exit(int code) {
    return mark("exit", Integer.toString(code)).debugExit(0x10).halt();
  }

  /** Writes a byte to {@code isa-debug-exit}. */
  public TestGuest debugExit(int value) {
    return bytes(0xba).word(EXIT).bytes(0xb0, value, 0xee);
  }

  /** Stops the CPU for ever: cli; hlt. */
  public TestGuest halt() {
    return bytes(0xfa, 0xf4, 0xeb, 0xfd);
  }

  /** Runs for ever: jmp to itself. */
  public TestGuest loop() {
    return bytes(0xeb, 0xfe);
  }

  /** Loads an empty IDT and raises an exception: a triple fault. */
  public TestGuest tripleFault() {
    bytes(0x0f, 0x01, 0x1d).reference(new byte[6]);
    return bytes(0xcc);
  }

  /** Repeats what is added by {@code body}, with the count in EBX. */
  public TestGuest repeat(int count, Runnable body) {
    bytes(0xbb).word(count);
    int start = code.size();
    body.run();
    return bytes(0x4b, 0x0f, 0x85).word(start - (code.size() + 4));
  }

  /** Waits for a byte of the console's input and writes it back. */
  public TestGuest echoByte() {
    // mov dx,3fd; again: in al,dx; test al,1; jz again; mov dx,3f8; in al,dx; out dx,al
    return bytes(0xba)
        .word(CONSOLE + 5)
        .bytes(0xec, 0xa8, 0x01, 0x74, 0xfb, 0xba)
        .word(CONSOLE)
        .bytes(0xec, 0xee);
  }

  /** Any instruction, as its bytes. */
  public TestGuest bytes(int... values) {
    for (int value : values) {
      code.write(value);
    }
    return this;
  }

  /** Writes the image. */
  public Path writeTo(Path file) throws IOException {
    byte[] text = code.toByteArray();
    ByteBuffer words = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
    int dataAddress = LOAD_ADDRESS + HEADER_BYTES + text.length;
    for (int place : dataReferences) {
      words.putInt(place, words.getInt(place) + dataAddress);
    }
    int size = HEADER_BYTES + text.length + data.size();
    ByteBuffer image = ByteBuffer.allocate(FILE_OFFSET + size).order(ByteOrder.LITTLE_ENDIAN);
    putElfHeader(image, size);
    image.position(FILE_OFFSET);
    image.putInt(0x1badb002).putInt(3).putInt(-(0x1badb002 + 3));
    image.put(text).put(data.toByteArray());
    return Files.write(file, image.array());
  }

  private static byte[] line(String name, String value, String end) {
    // BOOT-ABI 7: each letter is the name's first, but for these two.
    String letter = name.equals("exit") ? "x" : name.equals("panic") ? "!" : name.substring(0, 1);
    String text = letter + "3e8" + (value.isEmpty() ? "" : " " + value) + end;
    return text.getBytes(UTF_8);
  }

  /** mov edx,port; mov esi,bytes; mov ecx,length; cld; rep outsb. */
  private TestGuest output(int port, byte[] bytes) {
    bytes(0xba).word(port).bytes(0xbe).reference(bytes);
    return bytes(0xb9).word(bytes.length).bytes(0xfc, 0xf3, 0x6e);
  }

  private TestGuest reference(byte[] bytes) {
    dataReferences.add(code.size());
    word(data.size());
    data.writeBytes(bytes);
    return this;
  }

  private TestGuest word(int value) {
    return bytes(value, value >> 8, value >> 16, value >> 24);
  }

  /** ELF32 header and one PT_LOAD (gABI 4 and 5). */
  private static void putElfHeader(ByteBuffer image, int size) {
    image.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    image.putShort((short) 2).putShort((short) 3).putInt(1).putInt(LOAD_ADDRESS + HEADER_BYTES);
    image.putInt(52).putInt(0).putInt(0).putShort((short) 52).putShort((short) 32);
    image.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 0);
    image.putInt(1).putInt(FILE_OFFSET).putInt(LOAD_ADDRESS).putInt(LOAD_ADDRESS);
    image.putInt(size).putInt(size + 4096).putInt(7).putInt(4096);
  }
}
