{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's hardware layer as programs see it: parameters, clock, memory map, bits, end. }
program compat_arch;

{$mode delphi}

uses
  Arch in '..\..\rtl\Arch.pas',
  Console in '..\..rtl\Console.pas';

var
  Early, Late: TNow;
  Region: TMemoryRegion;
  Regions, Ram: LongInt;
  Bits: QWord;
  Start: Int64;
begin
  WriteConsoleF('1: %p\n2: %p\n9: %p|\n', [PtrUInt(GetKernelParam(1)), PtrUInt(GetKernelParam(2)),
    PtrUInt(GetKernelParam(9))]);
  Now(@Early);
  Start := read_rdtsc;
  Delay(3);
  Now(@Late);
  WriteConsoleF('clock: %d %d %d\n', [PtrUInt(Early.Year >= 2026),
    PtrUInt(SecondsBetween(Late, Early) in [0..60]), PtrUInt(read_rdtsc > Start)]);
  Early.Sec := 59; Early.Min := 59; Early.Hour := 23; Early.Day := 28; Early.Month := 2;
  Early.Year := 2028;
  Late := Early;
  Late.Day := 29;
  WriteConsoleF('leap day: %d\n', [PtrUInt(SecondsBetween(Late, Early))]);
  Regions := 0;
  Ram := 0;
  while GetMemoryRegion(Regions + 1, @Region) <> 0 do
  begin
    Inc(Regions);
    if Region.Flag = 1 then
      Inc(Ram);
  end;
  WriteConsoleF('regions: %d ram: %d memory: %d\n', [PtrUInt(Regions > 0), PtrUInt(Ram > 0),
    PtrUInt(AvailableMemory > 100 * 1024 * 1024)]);
  Bits := 0;
  bit_set(@Bits, 40);
  bit_set(@Bits, 3);
  bit_reset(@Bits, 3);
  WriteConsoleF('bits: %h %d %d\n', [Bits, PtrUInt(bit_test(@Bits, 40)),
    PtrUInt(bit_test(@Bits, 3))]);
  WriteConsoleF('core %d of %d\n', [GetApicID, CPU_COUNT]);
  ShutdownInQemu;
  WriteConsoleF('never\n', []);
end.
