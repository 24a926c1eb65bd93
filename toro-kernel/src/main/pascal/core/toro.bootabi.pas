{ SPDX-License-Identifier: Apache-2.0 }
{ Constants and records of docs/BOOT-ABI.md, the page that the stub, the kernel, the linker and the
  VMM driver share. Used by every unit of the core; it holds no code. }
unit Toro.BootAbi;

{$mode objfpc}

interface

const
  BootInfoMagic = $4F524F54;
  BootInfoVersion = 1;

  ProtocolMultiboot = 1;
  ProtocolPvh = 2;
  ProtocolLinux64 = 3;
  ProtocolDisk = 4;

  { Kinds of memory ranges, as in E820 }
  MemoryRam = 1;
  MemoryReserved = 2;
  MemoryAcpiReclaimable = 3;
  MemoryAcpiNvs = 4;
  MemoryBad = 5;

  CodeSelector = $08;
  DataSelector = $10;
  TaskSelector = $18;

  ConsolePort = $3F8;
  ExitPort = $F4;
  ExitPortSuccess = $10;
  ExitPortPanic = $11;
  KeyboardControllerPort = $64;
  KeyboardControllerReset = $FE;

  PageSize = 4096;
  LargePageSize = 2 * 1024 * 1024;

type
  PMemoryRange = ^TMemoryRange;
  TMemoryRange = packed record
    Base, Length: QWord;
    Kind, Reserved: LongWord;
  end;

  PBootModule = ^TBootModule;
  TBootModule = packed record
    Start, Finish: QWord;
    CommandLine: PAnsiChar;
  end;

  PBootInfo = ^TBootInfo;
  TBootInfo = packed record
    Magic, Version, Protocol, MemoryRangeCount: LongWord;
    StubTsc: QWord;
    CommandLine: PAnsiChar;
    MemoryRanges: PMemoryRange;
    Modules: PBootModule;
    ModuleCount, EventPort: LongWord;
    Rsdp: QWord;
    Reserved: array[0..7] of QWord;
  end;

var
  { What the stub handed to KernelMain; set by it before anything else }
  BootInfo: PBootInfo;

{ Boundary symbols of the linker: only their addresses mean something. }
var
  ImageStart: Byte; external name '__toro_image_start';
  ImageEnd: Byte; external name '__toro_image_end';
  TextStart: Byte; external name '__toro_text_start';
  TextEnd: Byte; external name '__toro_text_end';
  RodataStart: Byte; external name '__toro_rodata_start';
  RodataEnd: Byte; external name '__toro_rodata_end';
  ProgramFileStart: Byte; external name '__toro_program_file_start';
  ProgramFileEnd: Byte; external name '__toro_program_file_end';

implementation

end.
