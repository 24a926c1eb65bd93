{ SPDX-License-Identifier: Apache-2.0 }
{ The root of the kernel: what happens between the stub and the program, in order. The compiler adds this
  unit to every program (-Fa); the stub calls KernelMain. }
unit Toro.Kernel;

{$mode objfpc}
{$asmmode intel}

interface

implementation

uses
  Toro.BootAbi, Toro.CommandLine, Toro.CompleteCalls, Toro.Console, Toro.Cores, Toro.Descriptors,
  Toro.Events, Toro.FloatTraps, Toro.Identity, Toro.LocalTime, Toro.NoFiles, Toro.Pages, Toro.Paging, Toro.Regions,
  Toro.Serial, Toro.Signals, Toro.SyscallEntry, Toro.SystemCalls, Toro.Traps, Toro.TrigonometryTraps,
  Toro.UnitTrace;

const
  { What Linux gives the first thread }
  MainStackSize = 8 * 1024 * 1024;

{ The start of the run-time library: takes argc, argv, envp from the stack (psABI 3.4.1). }
procedure RuntimeStart; external name '_start';

procedure StartRuntime(StackPointer: PtrUInt); assembler; nostackframe; noreturn;
asm
  mov rsp, rdi
  xor ebp, ebp
  xor edx, edx
  jmp RuntimeStart
end;

function MakeMainStack(Info: PBootInfo): PtrUInt; inline;
begin
  ThisCore^.StackLow := MainStackHigh - MainStackSize;
  ThisCore^.StackHigh := MainStackHigh;
  Result := PlaceArguments(MainStackHigh);
end;

const
  { Linux's numbers }
  BasicCalls: array[0..8] of TSystemCallEntry = (
    (Number: 1; Handler: @SysWrite), (Number: 9; Handler: @SysMmap),
    (Number: 11; Handler: @SysMunmap), (Number: 13; Handler: @SysSigaction),
    (Number: 14; Handler: @SysSigprocmask), (Number: 16; Handler: @SysIoctl),
    (Number: 89; Handler: @SysReadlink), (Number: 97; Handler: @SysGetrlimit),
    (Number: 231; Handler: @SysExit));

procedure KernelMain(Info: PBootInfo); cdecl; [public, alias: 'KernelMain']; noreturn;
begin
  SendMark(MarkKernel);
  BootInfo := Info;
  InitBootCore;                                 { own GDT, stacks for faults }
  InitTraps;                                    { from here on a fault says so }
  InitTrigonometry;                             { what an emulator does not do exactly }
  InitSerial;                                   { reports can be printed }
  InitCommandLine(Info);                        { before its memory is used }
  InitPages(Info, @MapHighMemory);              { all RAM of the memory map }
  InitPaging;                                   { permissions of the image }
  InitSystemCallInstruction;                    { stray `syscall`s reach the table }
  InitDescriptors(ConsoleOperations);           { 0, 1, 2 }
  RegisterSystemCalls(BasicCalls);              { what every program reaches }
  StartRuntime(MakeMainStack(Info));            { arguments, then _start }
end;

{ Every unit's initialization has run when this returns (overrides.txt, wrap). }
procedure RealInitializeUnits; external name '__real_fpc_initializeunits';

procedure InitializeUnits; [public, alias: '__wrap_fpc_initializeunits'];
const
  Trace = 'toro.trace';
begin
  if FindKernelWord(Trace) = nil then
    RealInitializeUnits
  else
    TraceUnits(@RealInitializeUnits);
  SendMark(MarkProgram);
end;

end.
