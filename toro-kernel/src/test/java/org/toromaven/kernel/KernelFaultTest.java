// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootResult;
import org.toromaven.vmm.Machine;

/** An exception that no program can have: the kernel reports it and ends, whichever core met it. */
@Execution(ExecutionMode.CONCURRENT)
class KernelFaultTest {

  // Vector 9 stands for no signal; the magic number must be seen among the registers.
  private static final String PROGRAM =
      """
      program kernel_fault;
      {$mode delphi}{$asmmode intel}
      uses
        Process;
      function Fail(Parameter: Pointer): PtrInt;
      begin
        asm
          mov r12, $70B0FA17
          int 9
        end;
        Result := 0;
      end;
      var
        Id: TThreadID;
      begin
        BeginThread(nil, 0, Fail, nil, CORE, Id);
        Sleep(60000);
      end.
      """;

  @ParameterizedTest(name = "core {0}")
  @ValueSource(ints = {0, 1})
  @DisplayName("A kernel fault prints the registers and ends the appliance")
  void reports(int core) throws Exception {
    Path folder = Workshop.folder("kernel-fault-" + core);
    Path program = folder.resolve("kernel_fault.pas");
    Files.writeString(program, PROGRAM.replace("CORE", Integer.toString(core)));
    Path image = Workshop.get().image(program, List.of(), folder);

    ProgramSettings settings = ProgramSettings.read(folder.resolve("none.properties"));
    BootResult result = Appliance.boot(image, settings, Machine.MICROVM, 2, folder);

    assertThat(result.outcome()).as(result.reason()).isEqualTo(BootOutcome.PANICKED);
    assertThat(Appliance.observed(result).console())
        .startsWith("Toro: exception\ncr2 ")
        .contains("r12 0000000070b0fa17", "rip 0000", "trap0000000000000009")
        .endsWith("Toro: panic: exception\n");
  }
}
