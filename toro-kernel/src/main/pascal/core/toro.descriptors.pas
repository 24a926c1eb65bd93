{ SPDX-License-Identifier: Apache-2.0 }
{ File descriptors. A descriptor is a record with the operations of what it stands for: console, file,
  directory, socket, epoll set. The generic system calls (read, write, close, lseek, fstat, ioctl, dup,
  poll, ...) are here; the unit that opens something supplies its operations. }
unit Toro.Descriptors;

{$mode objfpc}

interface

uses
  Toro.Waiting;

const
  MaxDescriptors = 1024;

  { Flags of a descriptor, Linux's values }
  OpenReadOnly = $0;
  OpenWriteOnly = $1;
  OpenReadWrite = $2;
  OpenAccessMask = $3;
  OpenAppend = $400;
  OpenNonBlocking = $800;

  { Poll events, Linux's values }
  PollIn = $01;
  PollPriority = $02;
  PollOut = $04;
  PollError = $08;
  PollHangUp = $10;
  PollInvalid = $20;
  PollReadHangUp = $2000;

type
  PDescriptor = ^TDescriptor;
  PDescriptorOperations = ^TDescriptorOperations;

  TDescriptor = record
    Operations: PDescriptorOperations;
    { For the owner of the operations }
    Data: Pointer;
    { For files: the position that read and write use and move }
    Position: Int64;
    Flags: LongWord;
    { How many numbers stand for it (dup); Close is called when the last is gone. }
    References: LongInt;
    { Woken by DescriptorReady }
    Queue: TWaitQueue;
    { For epoll sets: see Toro.Readiness }
    Watchers: Pointer;
    NextFree: PDescriptor;
  end;

  { A nil entry answers the errno that Linux gives. Results: bytes or 0, else a negative errno. }
  TDescriptorOperations = record
    Read: function(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
    Write: function(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
    { The new position. Whence: 0 start, 1 position, 2 end }
    Seek: function(Descriptor: PDescriptor; Offset: Int64; Whence: LongInt): Int64;
    Close: function(Descriptor: PDescriptor): Int64;
    { Fills Linux's struct stat, 144 bytes, zeroed before the call }
    Stat: function(Descriptor: PDescriptor; Buffer: Pointer): Int64;
    Ioctl: function(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
    { The subset of Events (Poll...) that holds now, and PollError, PollHangUp; does not block }
    Poll: function(Descriptor: PDescriptor; Events: LongWord): LongWord;
    Truncate: function(Descriptor: PDescriptor; Size: Int64): Int64;
    Sync: function(Descriptor: PDescriptor): Int64;
    { Linux's getdents64 records }
    ReadDirectory: function(Descriptor: PDescriptor; Buffer: Pointer; Size: Int64): Int64;
  end;

{ The lowest free number, with a new descriptor of one reference; -EMFILE or -ENOMEM. }
function AllocateDescriptor(Operations: PDescriptorOperations; Data: Pointer;
  Flags: LongWord = OpenReadWrite): LongInt;
{ nil when Number is not open. }
function FindDescriptor(Number: LongInt): PDescriptor;
{ 0 or -EBADF or what Close answered. }
function CloseDescriptor(Number: LongInt): Int64;

{ To be called by the owner whenever Poll may answer more than before: wakes who waits on the
  descriptor's queue, poll callers and epoll sets. Allowed in an interrupt handler. }
procedure DescriptorReady(Descriptor: PDescriptor);

var
  { Set by the unit that implements epoll: called by DescriptorReady when Watchers is not nil,
    and when a watched descriptor is closed. }
  OnWatchedReady: procedure(Descriptor: PDescriptor);
  OnWatchedClosed: procedure(Descriptor: PDescriptor);

{ Called once by the kernel's start: registers the calls and opens 0, 1 and 2 with Console. }
procedure InitDescriptors(Console: PDescriptorOperations);

implementation

uses
  Toro.BootAbi, Toro.Clock, Toro.Errors, Toro.Pages, Toro.SystemCalls;

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

var
  Table: array[0..MaxDescriptors - 1] of PDescriptor;
  FreeList: PDescriptor;
  { Everyone in poll waits here. }
  PollQueue: TWaitQueue;

{ ---- Numbers ---- }

function NewDescriptor: PDescriptor;
var
  Page: PtrUInt;
  Index: LongInt;
begin
  if FreeList = nil then
  begin
    Page := AllocatePages(1);
    if Page = 0 then
      Exit(nil);
    for Index := 0 to PageSize div SizeOf(TDescriptor) - 1 do
    begin
      PDescriptor(Page)[Index].NextFree := FreeList;
      FreeList := @PDescriptor(Page)[Index];
    end;
  end;
  Result := FreeList;
  FreeList := Result^.NextFree;
  FillChar(Result^, SizeOf(TDescriptor), 0);
end;

function LowestFree(From: LongInt): LongInt;
begin
  Result := From;
  while Result < MaxDescriptors do
  begin
    if Table[Result] = nil then
      Exit;
    Inc(Result);
  end;
  Result := -EMFILE;
end;

function AllocateDescriptor(Operations: PDescriptorOperations; Data: Pointer;
  Flags: LongWord): LongInt;
var
  Descriptor: PDescriptor;
begin
  Result := LowestFree(0);
  if Result < 0 then
    Exit;
  Descriptor := NewDescriptor;
  if Descriptor = nil then
    Exit(-ENOMEM);
  Descriptor^.Operations := Operations;
  Descriptor^.Data := Data;
  Descriptor^.Flags := Flags;
  Descriptor^.References := 1;
  Table[Result] := Descriptor;
end;

function FindDescriptor(Number: LongInt): PDescriptor;
begin
  Result := nil;
  if LongWord(Number) < MaxDescriptors then
    Result := Table[Number];
end;

function CloseDescriptor(Number: LongInt): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  Table[Number] := nil;
  Dec(Descriptor^.References);
  Result := 0;
  if Descriptor^.References > 0 then
    Exit;
  if (Descriptor^.Watchers <> nil) and (OnWatchedClosed <> nil) then
    OnWatchedClosed(Descriptor);
  if Descriptor^.Operations^.Close <> nil then
    Result := Descriptor^.Operations^.Close(Descriptor);
  Descriptor^.NextFree := FreeList;
  FreeList := Descriptor;
end;

procedure DescriptorReady(Descriptor: PDescriptor);
begin
  WakeAll(Descriptor^.Queue);
  WakeAll(PollQueue);
  if Descriptor^.Watchers <> nil then
    OnWatchedReady(Descriptor);
end;

{ ---- The generic calls. Parameters as in Linux's manual pages, section 2. ---- }

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

function SysWrite(Number, Buffer, Count, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if (Descriptor = nil) or (Descriptor^.Flags and OpenAccessMask = OpenReadOnly) then
    Exit(-EBADF);
  if Descriptor^.Operations^.Write = nil then
    Exit(-EINVAL);
  Result := Descriptor^.Operations^.Write(Descriptor, Pointer(Buffer), Count);
end;

function SysClose(Number, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := CloseDescriptor(Number);
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

function SysIoctl(Number, Request, Argument, A4, A5, A6: Int64): Int64;
const
  FIONBIO = $5421;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if Request = FIONBIO then
  begin
    Descriptor^.Flags := Descriptor^.Flags and not OpenNonBlocking;
    if PLongInt(Argument)^ <> 0 then
      Descriptor^.Flags := Descriptor^.Flags or OpenNonBlocking;
    Exit(0);
  end;
  if Descriptor^.Operations^.Ioctl = nil then
    Exit(-ENOTTY);
  Result := Descriptor^.Operations^.Ioctl(Descriptor, Request, Pointer(Argument));
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

function Duplicate(Descriptor: PDescriptor; Number: LongInt): LongInt;
begin
  Result := Number;
  if Number < 0 then
    Exit;
  Inc(Descriptor^.References);
  Table[Number] := Descriptor;
end;

function SysDup(Number, A2, A3, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  Result := Duplicate(Descriptor, LowestFree(0));
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
  if Table[Wanted] <> nil then
    CloseDescriptor(Wanted);
  Result := Duplicate(Descriptor, Wanted);
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
        Result := Duplicate(Descriptor, LowestFree(Argument));
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

function PollOnce(Entries: PPollEntry; Count: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Result := 0;
  while Count > 0 do
  begin
    Entries^.Answer := 0;
    if Entries^.Number >= 0 then
    begin
      Descriptor := FindDescriptor(Entries^.Number);
      if Descriptor = nil then
        Entries^.Answer := PollInvalid
      else if Descriptor^.Operations^.Poll = nil then
        Entries^.Answer := Entries^.Events and (PollIn or PollOut)
      else
        Entries^.Answer := Descriptor^.Operations^.Poll(Descriptor, Entries^.Events) and
          (Entries^.Events or PollError or PollHangUp);
      if Entries^.Answer <> 0 then
        Inc(Result);
    end;
    Inc(Entries);
    Dec(Count);
  end;
end;

function PollUntil(Entries: PPollEntry; Count, DeadlineNs: Int64): Int64;
begin
  repeat
    Result := PollOnce(Entries, Count);
  until (Result <> 0) or not WaitOn(PollQueue, DeadlineNs);
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

const
  Calls: array[0..20] of TSystemCallEntry = (
    (Number: 0; Handler: @SysRead), (Number: 1; Handler: @SysWrite),
    (Number: 3; Handler: @SysClose), (Number: 5; Handler: @SysFstat),
    (Number: 7; Handler: @SysPoll), (Number: 8; Handler: @SysSeek),
    (Number: 16; Handler: @SysIoctl), (Number: 17; Handler: @SysReadAt),
    (Number: 18; Handler: @SysWriteAt), (Number: 19; Handler: @SysReadVectors),
    (Number: 20; Handler: @SysWriteVectors), (Number: 32; Handler: @SysDup),
    (Number: 33; Handler: @SysDup2), (Number: 72; Handler: @SysFcntl),
    (Number: 73; Handler: @SysFlock), (Number: 74; Handler: @SysSync),
    (Number: 75; Handler: @SysSync), (Number: 77; Handler: @SysTruncate),
    (Number: 217; Handler: @SysReadDirectory), (Number: 292; Handler: @SysDup2),
    (Number: 78; Handler: @SysReadDirectory));

procedure InitDescriptors(Console: PDescriptorOperations);
begin
  RegisterSystemCalls(Calls);
  AllocateDescriptor(Console, nil, OpenReadWrite);
  Duplicate(Table[0], 1);
  Duplicate(Table[0], 2);
end;

end.
