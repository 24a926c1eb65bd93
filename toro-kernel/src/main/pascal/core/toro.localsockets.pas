{ SPDX-License-Identifier: Apache-2.0 }
{ socketpair(2): two stream sockets of AF_UNIX that are joined, over a pipe for each direction. Linked where a program
  refers to socketpair (overrides.txt, toro_local_sockets), by Toro.CompleteCalls. The calls that sockets have beyond
  those of any descriptor go on to what was registered before, the network's, when the descriptor is another. }
unit Toro.LocalSockets;

{$mode objfpc}

interface

implementation

uses
  Toro.Descriptors, Toro.Errors, Toro.Pipes, Toro.SystemCalls;

const
  FamilyLocal = 1;
  SocketStream = 1;
  KindMask = $F;
  { SOCK_NONBLOCK, SOCK_CLOEXEC }
  KindFlags = OpenNonBlocking or $80000;
  FlagDontWait = $40;
  FlagNoSignal = $4000;
  { Where the ends are kept: in the first pipe's page, behind its record }
  EndsOffset = 1024;
  CallSendTo = 44;
  CallReceiveFrom = 45;
  CallShutdown = 48;
  CallSocketPair = 53;

type
  PEnd = ^TEnd;
  TEnd = record
    Input, Output: PPipe;
    Reading, Writing: TPipeEnd;
    Peer: PEnd;
    Open: Boolean;
  end;

var
  { The network's }
  NextSendTo, NextReceiveFrom, NextShutdown: TSystemCall;

function EndOf(Descriptor: PDescriptor): PEnd; inline;
begin
  Result := PEnd(Descriptor^.Data);
end;

{ ---- What a descriptor can do ---- }

function ReadEnd(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64; Waits: Boolean): Int64;
begin
  { Shut down }
  if EndOf(Descriptor)^.Input^.Readers = nil then
    Exit(0);
  Result := ReadPipe(EndOf(Descriptor)^.Input, Descriptor, Buffer, Count, Waits);
end;

function WriteEnd(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64; Waits: Boolean): Int64;
begin
  if EndOf(Descriptor)^.Output^.Writers = nil then
    EndOf(Descriptor)^.Output^.Readers := nil;
  Result := WritePipe(EndOf(Descriptor)^.Output, Descriptor, Buffer, Count, Waits);
end;

function EndRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := ReadEnd(Descriptor, Buffer, Count, MayWait(Descriptor));
end;

function EndWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := WriteEnd(Descriptor, Buffer, Count, MayWait(Descriptor));
end;

{ Ends one or both directions; who waits at the other end is told. }
procedure ShutDown(Descriptor: PDescriptor; Input, Output: Boolean);
var
  Own: PEnd;
begin
  Own := EndOf(Descriptor);
  if Input then
    RemoveEnd(Own^.Input^.Readers, @Own^.Reading);
  if Output then
    RemoveEnd(Own^.Output^.Writers, @Own^.Writing);
  Notify(Own^.Output^.Readers);
  Notify(Own^.Input^.Writers);
  DescriptorReady(Descriptor);
end;

function EndClose(Descriptor: PDescriptor): Int64;
var
  Own, Peer: PEnd;
  First, Second: PPipe;
begin
  ShutDown(Descriptor, True, True);
  Own := EndOf(Descriptor);
  Own^.Open := False;
  Peer := Own^.Peer;
  Result := 0;
  if Peer^.Open then
    Exit;
  First := Own^.Input;
  Second := Own^.Output;
  FreePipe(First);
  FreePipe(Second);
end;

function EndStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
const
  SocketMode = $C000 or &777;
begin
  StatOfPipe(Buffer, SocketMode);
  Result := 0;
end;

function EndIoctl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
begin
  Result := IoctlOfPipe(EndOf(Descriptor)^.Input, Request, Argument);
end;

function EndPoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
var
  Own: PEnd;
  Ended: Boolean;
begin
  Own := EndOf(Descriptor);
  Result := 0;
  Ended := (Own^.Input^.Readers = nil) or (Own^.Input^.Writers = nil);
  if Ended or (Own^.Input^.Written <> Own^.Input^.Taken) then
    Result := Events and PollIn;
  if Ended then
    Result := Result or Events and PollReadHangUp;
  if (Own^.Output^.Writers = nil) or (Own^.Output^.Readers = nil) then
  begin
    Result := Result or Events and PollOut;
    if Ended then
      Result := Result or PollHangUp;
  end
  else
    Result := Result or PollWriter(Own^.Output, Events) and PollOut;
end;

const
  Operations: TDescriptorOperations = (Read: @EndRead; Write: @EndWrite; Seek: nil;
    Close: @EndClose; Stat: @EndStat; Ioctl: @EndIoctl; Poll: @EndPoll; Truncate: nil;
    Sync: nil; ReadDirectory: nil);

{ ---- The calls ---- }

{ True: the call is for an end of a pair. Failed: what it answers otherwise }
function IsEnd(Number: Int64; out Descriptor: PDescriptor; out Failed: Int64): Boolean;
begin
  Descriptor := FindDescriptor(Number);
  Failed := -ENOTSOCK;
  if Descriptor = nil then
    Failed := -EBADF;
  Result := (Descriptor <> nil) and (Descriptor^.Operations = @Operations);
end;

function Waits(Descriptor: PDescriptor; Flags: Int64): Boolean;
begin
  Result := MayWait(Descriptor) and (Flags and FlagDontWait = 0);
end;

function SysSendTo(Number, Buffer, Count, Flags, Address, Size: Int64): Int64;
var
  Descriptor: PDescriptor;
  Own: PEnd;
begin
  if not IsEnd(Number, Descriptor, Result) then
  begin
    if NextSendTo <> nil then
      Result := NextSendTo(Number, Buffer, Count, Flags, Address, Size);
    Exit;
  end;
  if Address <> 0 then
    Exit(-EISCONN);
  Own := EndOf(Descriptor);
  if (Flags and FlagNoSignal <> 0) and ((Own^.Output^.Readers = nil) or (Own^.Output^.Writers = nil)) then
    Exit(-EPIPE);
  if Flags and not (FlagDontWait or FlagNoSignal) <> 0 then
    Exit(-EOPNOTSUPP);
  Result := WriteEnd(Descriptor, Pointer(Buffer), Count, Waits(Descriptor, Flags));
end;

function SysReceiveFrom(Number, Buffer, Count, Flags, Address, Size: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  if not IsEnd(Number, Descriptor, Result) then
  begin
    if NextReceiveFrom <> nil then
      Result := NextReceiveFrom(Number, Buffer, Count, Flags, Address, Size);
    Exit;
  end;
  if Flags and not (FlagDontWait or FlagNoSignal) <> 0 then
    Exit(-EOPNOTSUPP);
  { An end has no name. }
  if (Address <> 0) and (Size <> 0) then
    PLongWord(Size)^ := 0;
  Result := ReadEnd(Descriptor, Pointer(Buffer), Count, Waits(Descriptor, Flags));
end;

function SysShutdown(Number, How, A3, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  if not IsEnd(Number, Descriptor, Result) then
  begin
    if NextShutdown <> nil then
      Result := NextShutdown(Number, How, A3, A4, A5, A6);
    Exit;
  end;
  if (How < 0) or (How > 2) then
    Exit(-EINVAL);
  ShutDown(Descriptor, How <> 1, How <> 0);
  Result := 0;
end;

{ Gives the pair numbers; what it has taken goes back when there are none. }
function OpenPair(First, Second: PEnd; Flags: LongWord; Numbers: PLongInt): Int64;
var
  One, Other: LongInt;
begin
  Flags := OpenReadWrite or Flags and OpenNonBlocking;
  Second^.Open := False;
  One := AllocateDescriptor(@Operations, First, Flags);
  if One < 0 then
  begin
    FreePipe(First^.Input);
    FreePipe(First^.Output);
    Exit(One);
  end;
  AddEnd(First^.Input^.Readers, @First^.Reading, FindDescriptor(One));
  AddEnd(First^.Output^.Writers, @First^.Writing, FindDescriptor(One));
  Other := AllocateDescriptor(@Operations, Second, Flags);
  if Other < 0 then
  begin
    CloseDescriptor(One);
    Exit(Other);
  end;
  Second^.Open := True;
  AddEnd(Second^.Input^.Readers, @Second^.Reading, FindDescriptor(Other));
  AddEnd(Second^.Output^.Writers, @Second^.Writing, FindDescriptor(Other));
  Numbers[0] := One;
  Numbers[1] := Other;
  Result := 0;
end;

function SysSocketPair(Family, Kind, Protocol, Numbers, A5, A6: Int64): Int64;
var
  Forth, Back: PPipe;
  First, Second: PEnd;
begin
  if Family <> FamilyLocal then
    Exit(-EAFNOSUPPORT);
  if Kind and not (KindMask or KindFlags) <> 0 then
    Exit(-EINVAL);
  if Kind and KindMask <> SocketStream then
    Exit(-EOPNOTSUPP);
  if (Protocol <> 0) and (Protocol <> FamilyLocal) then
    Exit(-EPROTONOSUPPORT);
  { A bad pointer shows before anything is taken. }
  PInt64(Numbers)^ := PInt64(Numbers)^;
  Forth := NewPipe;
  if Forth = nil then
    Exit(-ENOMEM);
  Back := NewPipe;
  if Back = nil then
  begin
    FreePipe(Forth);
    Exit(-ENOMEM);
  end;
  First := PEnd(PtrUInt(Forth) + EndsOffset);
  Second := First + 1;
  First^.Input := Back;
  First^.Output := Forth;
  First^.Peer := Second;
  First^.Open := True;
  Second^.Input := Forth;
  Second^.Output := Back;
  Second^.Peer := First;
  Result := OpenPair(First, Second, Kind, PLongInt(Numbers));
end;

procedure InitLocalSockets; [public, alias: 'toro_local_sockets'];
begin
  NextSendTo := RegisteredSystemCall(CallSendTo);
  NextReceiveFrom := RegisteredSystemCall(CallReceiveFrom);
  NextShutdown := RegisteredSystemCall(CallShutdown);
  RegisterSystemCall(CallSendTo, @SysSendTo);
  RegisterSystemCall(CallReceiveFrom, @SysReceiveFrom);
  RegisterSystemCall(CallShutdown, @SysShutdown);
  RegisterSystemCall(CallSocketPair, @SysSocketPair);
end;

end.
