{ SPDX-License-Identifier: Apache-2.0 }
{ The rest of the system calls, for programs that can reach them. A program of System's WriteLn reaches a
  dozen calls, and only these are registered at the start. Everything else in the run-time library that
  asks the operating system is redirected (overrides.txt, wrap) to an entry here, which registers the rest
  once and goes on. What no program code refers to is not in the image, and the calls with it. }
unit Toro.CompleteCalls;

{$mode objfpc}
{$asmmode intel}

interface

{ Registers what is not registered yet; costs nothing the second time. }
procedure CompleteSystemCalls;

var
  { Told False before and True after that, where threads share calls (Toro.SharedCalls) }
  AroundCompletion: procedure(Done: Boolean);

implementation

uses
  Toro.Children, Toro.ClockCalls, Toro.ConsoleInput, Toro.DescriptorCalls, Toro.FileRegions,
  Toro.Identity, Toro.Ipc, Toro.LocalSockets, Toro.NamedSockets, Toro.NoFiles, Toro.Pipes, Toro.Regions, Toro.Signals,
  Toro.SignalTimers, Toro.SystemCalls;

{ Toro.Readiness's }
procedure InitReadiness; external name 'toro_init_readiness';
{ Toro.LocalSockets' }
procedure InitLocalSockets; external name 'toro_local_sockets';
{ Toro.NamedSockets' }
procedure InitNamedSockets; external name 'toro_named_sockets';
{ Toro.FileStart's }
procedure StartDefaultFiles; external name 'toro_default_files';

const
  { The last three are nil in the image of a program that makes no pairs of sockets, no other sockets of AF_UNIX,
    or creates no files (overrides.txt). }
  Parts: array[0..14] of procedure = (@InitSignals, @InitDescriptorCalls, @InitConsoleInput, @InitPipes, @InitReadiness,
    @InitRegions,
    { Its nanosleep comes first. }
    @InitSignalTimers, @InitClockCalls,
    @InitIdentity, @InitIpc, @InitChildren, @InitNoFiles, @InitLocalSockets,
    @InitNamedSockets, @StartDefaultFiles);

var
  Complete: Boolean;

procedure CompleteSystemCalls; [public, alias: 'toro_complete_calls'];
var
  Index: LongInt;
begin
  if Complete then
    Exit;
  Complete := True;
  if AroundCompletion <> nil then
    AroundCompletion(False);
  for Index := 0 to High(Parts) do
    if Parts[Index] <> nil then
      Parts[Index]();
  if AroundCompletion <> nil then
    AroundCompletion(True);
end;

{ Keeps what may hold parameters. }
procedure EnsureComplete; assembler; nostackframe;
asm
  cmp byte ptr [rip + Complete], 0
  jne @done
  push rdi
  push rsi
  push rdx
  push rcx
  push r8
  push r9
  call CompleteSystemCalls
  pop r9
  pop r8
  pop rcx
  pop rdx
  pop rsi
  pop rdi
@done:
end;

{ ---- FPC_SYSCALL0..6 as other objects than System's own call them ---- }

procedure RealSystemCall; external name 'toro_system_call';

procedure WrapSystemCall; assembler; nostackframe;
  [public, alias: '__wrap_FPC_SYSCALL0', alias: '__wrap_FPC_SYSCALL1',
   alias: '__wrap_FPC_SYSCALL2', alias: '__wrap_FPC_SYSCALL3', alias: '__wrap_FPC_SYSCALL4',
   alias: '__wrap_FPC_SYSCALL5', alias: '__wrap_FPC_SYSCALL6'];
asm
  call EnsureComplete
  jmp RealSystemCall
end;

{$I toro.wrappers.inc}

end.
