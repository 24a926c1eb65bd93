{ SPDX-License-Identifier: Apache-2.0 }
{ The system calls over any descriptor: read, lseek, fstat, dup, fcntl, poll and their like. Parameters as
  in Linux's manual pages, section 2. Registered by Toro.CompleteCalls. }
unit Toro.DescriptorCalls;

{$mode objfpc}

interface

procedure InitDescriptorCalls;
{ The call poll, which select and its like are made of }
function SysPoll(Entries, Count, TimeoutMs, A4, A5, A6: Int64): Int64;

implementation

uses
  Toro.Clock, Toro.Cores, Toro.Descriptors, Toro.Errors, Toro.Signals, Toro.SystemCalls, Toro.Waiting;

type
  { struct pollfd }
  TPollEntry = packed record
    Number: LongInt;
    Events, Answer: Word;
  end;
  PPollEntry = ^TPollEntry;

  { struct iovec }
  TVector = packed record
    Base: Pointer;
    Size: Int64;
  end;
  PVector = ^TVector;

function SysRead(Number, Buffer, Count, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if (Descriptor = nil) or (Descriptor^.Flags and OpenAccessMask = OpenWriteOnly) then
    Exit(-EBADF);
  if Descriptor^.Operations^.Read = nil then
    Exit(-EINVAL);
  Result := Descriptor^.Operations^.Read(Descriptor, Pointer(Buffer), Count);
end;

function SysClose(Number, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := CloseDescriptor(Number);
end;

{ ioctl knows one request that is alike for all. }
function SysIoctlOrFlag(Number, Request, Argument, A4, A5, A6: Int64): Int64;
const
  FIONBIO = $5421;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if (Request <> FIONBIO) or (Descriptor = nil) then
    Exit(SysIoctl(Number, Request, Argument, 0, 0, 0));
  Descriptor^.Flags := Descriptor^.Flags and not OpenNonBlocking;
  if PLongInt(Argument)^ <> 0 then
    Descriptor^.Flags := Descriptor^.Flags or OpenNonBlocking;
  Result := 0;
end;

function SysSeek(Number, Offset, Whence, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if Descriptor^.Operations^.Seek = nil then
    Exit(-ESPIPE);
  Result := Descriptor^.Operations^.Seek(Descriptor, Offset, Whence);
end;

function SysFstat(Number, Buffer, A3, A4, A5, A6: Int64): Int64;
const
  StatSize = 144;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  FillChar(Pointer(Buffer)^, StatSize, 0);
  Result := 0;
  if Descriptor^.Operations^.Stat <> nil then
    Result := Descriptor^.Operations^.Stat(Descriptor, Pointer(Buffer));
end;

function SysTruncate(Number, Size, A3, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if (Descriptor^.Operations^.Truncate = nil) or
    (Descriptor^.Flags and OpenAccessMask = OpenReadOnly) then
    Exit(-EINVAL);
  Result := Descriptor^.Operations^.Truncate(Descriptor, Size);
end;

function SysSync(Number, A2, A3, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if Descriptor^.Operations^.Sync = nil then
    Exit(-EINVAL);
  Result := Descriptor^.Operations^.Sync(Descriptor);
end;

function SysReadDirectory(Number, Buffer, Size, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if Descriptor^.Operations^.ReadDirectory = nil then
    Exit(-ENOTDIR);
  Result := Descriptor^.Operations^.ReadDirectory(Descriptor, Pointer(Buffer), Size);
end;

{ pread64 and pwrite64: the position is put back afterwards; nobody else runs in between unless the
  operation itself waits, so files read at the position they are given at the call. }
function AtPosition(Number, Buffer, Count, Offset: Int64; Transfer: TSystemCall): Int64;
var
  Descriptor: PDescriptor;
  Before: Int64;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if Descriptor^.Operations^.Seek = nil then
    Exit(-ESPIPE);
  if Offset < 0 then
    Exit(-EINVAL);
  Before := Descriptor^.Position;
  Descriptor^.Position := Offset;
  Result := Transfer(Number, Buffer, Count, 0, 0, 0);
  Descriptor^.Position := Before;
end;

function SysReadAt(Number, Buffer, Count, Offset, A5, A6: Int64): Int64;
begin
  Result := AtPosition(Number, Buffer, Count, Offset, @SysRead);
end;

function SysWriteAt(Number, Buffer, Count, Offset, A5, A6: Int64): Int64;
begin
  Result := AtPosition(Number, Buffer, Count, Offset, @SysWrite);
end;

{ readv and writev: vector after vector until one is short. }
function Vectored(Number, Vectors, Count: Int64; Transfer: TSystemCall): Int64;
var
  Vector: PVector;
  Moved: Int64;
begin
  Result := 0;
  Vector := PVector(Vectors);
  while Count > 0 do
  begin
    Moved := Transfer(Number, Int64(Vector^.Base), Vector^.Size, 0, 0, 0);
    if Moved < 0 then
    begin
      if Result = 0 then
        Result := Moved;
      Exit;
    end;
    Inc(Result, Moved);
    if Moved < Vector^.Size then
      Exit;
    Inc(Vector);
    Dec(Count);
  end;
end;

function SysReadVectors(Number, Vectors, Count, A4, A5, A6: Int64): Int64;
begin
  Result := Vectored(Number, Vectors, Count, @SysRead);
end;

function SysWriteVectors(Number, Vectors, Count, A4, A5, A6: Int64): Int64;
begin
  Result := Vectored(Number, Vectors, Count, @SysWrite);
end;

function SysDup(Number, A2, A3, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  Result := DuplicateDescriptor(Descriptor, 0);
end;

function SysDup2(Number, Wanted, A3, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if (Descriptor = nil) or (QWord(Wanted) >= MaxDescriptors) then
    Exit(-EBADF);
  if Number = Wanted then
    Exit(Wanted);
  ReplaceDescriptor(Descriptor, Wanted);
  Result := Wanted;
end;

function SysFcntl(Number, Command, Argument, A4, A5, A6: Int64): Int64;
const
  DuplicateFrom = 0;
  GetDescriptorFlags = 1;
  SetDescriptorFlags = 2;
  GetFlags = 3;
  SetFlags = 4;
  SetLock = 6;
  SetLockWait = 7;
  DuplicateCloseOnExec = 1030;
  Settable = OpenAppend or OpenNonBlocking;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  Result := 0;
  case Command of
    DuplicateFrom, DuplicateCloseOnExec:
      if QWord(Argument) >= MaxDescriptors then
        Result := -EINVAL
      else
        Result := DuplicateDescriptor(Descriptor, Argument);
    GetFlags:
      Result := Descriptor^.Flags;
    SetFlags:
      Descriptor^.Flags := Descriptor^.Flags and not Settable or Argument and Settable;
    { One process: close-on-exec means nothing, and a lock is always granted. }
    GetDescriptorFlags, SetDescriptorFlags, SetLock, SetLockWait:
      ;
  else
    Result := -EINVAL;
  end;
end;

function SysFlock(Number, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := 0;
  if FindDescriptor(Number) = nil then
    Result := -EBADF;
end;

{ ---- poll ---- }

function PollEntry(Descriptor: PDescriptor; Events: Word): Word; inline;
begin
  if Descriptor = nil then
    Result := PollInvalid
  else if Descriptor^.Operations^.Poll = nil then
    Result := Events and (PollIn or PollOut)
  else
    Result := Descriptor^.Operations^.Poll(Descriptor, Events) and (Events or PollError or PollHangUp);
end;

{ With other cores about, which might close it. }
function PollShared(Number: LongInt; Events: Word): Word;
var
  Descriptor: PDescriptor;
begin
  Descriptor := BorrowDescriptor(Number);
  Result := PollEntry(Descriptor, Events);
  if Descriptor <> nil then
    ReturnDescriptor(Descriptor);
end;

function PollOnce(Entries: PPollEntry; Count: Int64): Int64;
begin
  Result := 0;
  while Count > 0 do
  begin
    Entries^.Answer := 0;
    if Entries^.Number >= 0 then
    begin
      if CoreCount = 1 then
        Entries^.Answer := PollEntry(FindDescriptor(Entries^.Number), Entries^.Events)
      else
        Entries^.Answer := PollShared(Entries^.Number, Entries^.Events);
      if Entries^.Answer <> 0 then
        Inc(Result);
    end;
    Inc(Entries);
    Dec(Count);
  end;
end;

{ A handler that has run meanwhile ends the wait of the thread whose signals these are (signal(7)). }
function PollUntil(Entries: PPollEntry; Count, DeadlineNs: Int64): Int64;
var
  Before: QWord;
begin
  Before := HandledSignals;
  repeat
    Result := PollOnce(Entries, Count);
    if Result <> 0 then
      Exit;
    if (HandledSignals <> Before) and (SignalThread = ThisCore^.Thread) then
      Exit(-EINTR);
  until not WaitOn(PollQueue, DeadlineNs);
end;

function SysPoll(Entries, Count, TimeoutMs, A4, A5, A6: Int64): Int64;
var
  DeadlineNs: Int64;
begin
  Result := PollOnce(PPollEntry(Entries), Count);
  if (Result <> 0) or (LongInt(TimeoutMs) = 0) then
    Exit;
  DeadlineNs := Forever;
  if LongInt(TimeoutMs) > 0 then
    DeadlineNs := MonotonicNs + LongInt(TimeoutMs) * Int64(1000000);
  Result := PollUntil(PPollEntry(Entries), Count, DeadlineNs);
end;

procedure InitDescriptorCalls;
const
  Calls: array[0..18] of TSystemCallEntry = (
    (Number: 0; Handler: @SysRead), (Number: 3; Handler: @SysClose),
    (Number: 5; Handler: @SysFstat),
    (Number: 7; Handler: @SysPoll), (Number: 8; Handler: @SysSeek),
    (Number: 17; Handler: @SysReadAt), (Number: 18; Handler: @SysWriteAt),
    (Number: 19; Handler: @SysReadVectors), (Number: 20; Handler: @SysWriteVectors),
    (Number: 32; Handler: @SysDup), (Number: 33; Handler: @SysDup2),
    (Number: 72; Handler: @SysFcntl), (Number: 73; Handler: @SysFlock),
    (Number: 74; Handler: @SysSync), (Number: 75; Handler: @SysSync),
    (Number: 77; Handler: @SysTruncate), (Number: 78; Handler: @SysReadDirectory),
    (Number: 217; Handler: @SysReadDirectory), (Number: 292; Handler: @SysDup2));
begin
  RegisterSystemCalls(Calls);
  RegisterSystemCall(16, @SysIoctlOrFlag);
end;

end.
