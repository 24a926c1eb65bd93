// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A kernel of a few lines with the shape of the real one. */
final class TinyKernel {
  private static final String ROOT =
      """
      unit Toro.Kernel;
      interface
      procedure Hey;
      implementation
      procedure Hey;
      begin
        {$ifdef BREAK_KERNEL} this does not compile {$endif}
      end;
      end.
      """;
  private static final String MEMORY =
      """
      unit Memory;
      interface
      procedure UseMemory;
      implementation
      uses Toro.Kernel;
      procedure UseMemory;
      begin
        Hey;
      end;
      end.
      """;

  private TinyKernel() {}

  static KernelSources sources() throws IOException {
    return KernelSources.of(files(), Map.of("stub.o", bytes("not an object")));
  }

  static KernelSources sourcesWith(String name, String text) throws IOException {
    Map<String, byte[]> files = files();
    files.put(name, bytes(text));
    return KernelSources.of(files, Map.of());
  }

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("core/toro.kernel.pas", bytes(ROOT));
    files.put("memory/memory.pas", bytes(MEMORY));
    files.put("compat/cthreads.pas", bytes("unit cthreads; interface implementation end."));
    files.put("units.properties", bytes("Memory=heap\ncthreads=threads\nNetworking=TCP/IP\n"));
    files.put("roots.txt", bytes("# always\nToro.Kernel\n"));
    files.put("libraries.txt", bytes("# unit, libraries\nbinder c dl\n"));
    files.put("overrides.txt", bytes("# names\nFPC_SYSCALL0\n\nwrap main\n"));
    return files;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
