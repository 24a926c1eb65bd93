{ SPDX-License-Identifier: Apache-2.0 }
{ File descriptors. A descriptor is a record with the operations of what it stands for: console, file,
  directory, socket, epoll set. The unit that opens something supplies its operations; the generic system
  calls are in Toro.DescriptorCalls, but for the few that every program reaches. }
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
    { How many numbers stand for it (dup) and how many have borrowed it; Close is called when the last is gone. }
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
{ The same for who waits or lets others run while it uses the descriptor: it stays until it is given back, even when
  its last number is closed meanwhile. What Close answered, when it was the last. }
function BorrowDescriptor(Number: LongInt): PDescriptor;
procedure KeepDescriptor(Descriptor: PDescriptor);
function ReturnDescriptor(Descriptor: PDescriptor): Int64;
{ Makes the lowest free number from From on stand for the descriptor too; it, or -EMFILE. }
function DuplicateDescriptor(Descriptor: PDescriptor; From: LongInt): LongInt;
{ The same for Number, whatever it stood for, which is closed. }
procedure ReplaceDescriptor(Descriptor: PDescriptor; Number: LongInt);
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
  { Everyone in poll waits here. }
  PollQueue: TWaitQueue;

{ Called once by the kernel's start: opens 0, 1 and 2 with Console. }
procedure InitDescriptors(Console: PDescriptorOperations);

{ The calls write and ioctl, which every program reaches }
function SysWrite(Number, Buffer, Count, A4, A5, A6: Int64): Int64;
function SysIoctl(Number, Request, Argument, A4, A5, A6: Int64): Int64;

implementation

uses
  Toro.BootAbi, Toro.Cpu, Toro.Errors, Toro.Pages;

var
  Table: array[0..MaxDescriptors - 1] of PDescriptor;
  FreeList: PDescriptor;
  { The console, behind 0, 1 and 2 }
  Standard: TDescriptor;
  { Held while numbers are given out or taken back, and references counted }
  Lock: TSpinLock;

{ ---- Numbers ---- }

function NewDescriptor: PDescriptor; inline;
var
  Page: PtrUInt;
  Index: LongInt;
begin
  if FreeList = nil then
  begin
    Page := AllocatePages(1);
    if Page = 0 then
      Exit(nil);
    FillChar(Pointer(Page)^, PageSize, 0);
    for Index := 0 to PageSize div SizeOf(TDescriptor) - 1 do
    begin
      PDescriptor(Page)[Index].NextFree := FreeList;
      FreeList := @PDescriptor(Page)[Index];
    end;
  end;
  Result := FreeList;
  FreeList := Result^.NextFree;
  { Another core may be waking a descriptor that was here: a queue stays a queue. }
  FillChar(Result^, PtrUInt(@PDescriptor(nil)^.Queue), 0);
  Result^.Watchers := nil;
end;

{ The lowest number from From on that is free, or -EMFILE }
function FreeNumber(From: LongInt): LongInt;
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
  AcquireSpinLock(Lock);
  Result := FreeNumber(0);
  Descriptor := nil;
  if Result >= 0 then
    Descriptor := NewDescriptor;
  if Descriptor <> nil then
  begin
    Descriptor^.Operations := Operations;
    Descriptor^.Data := Data;
    Descriptor^.Flags := Flags;
    Descriptor^.References := 1;
    Table[Result] := Descriptor;
  end
  else if Result >= 0 then
    Result := -ENOMEM;
  ReleaseSpinLock(Lock);
end;

function FindDescriptor(Number: LongInt): PDescriptor;
begin
  Result := nil;
  if LongWord(Number) < MaxDescriptors then
    Result := Table[Number];
end;

function BorrowDescriptor(Number: LongInt): PDescriptor;
begin
  AcquireSpinLock(Lock);
  Result := FindDescriptor(Number);
  if Result <> nil then
    Inc(Result^.References);
  ReleaseSpinLock(Lock);
end;

procedure KeepDescriptor(Descriptor: PDescriptor);
begin
  AcquireSpinLock(Lock);
  Inc(Descriptor^.References);
  ReleaseSpinLock(Lock);
end;

{ Nobody can find it any more. }
function EndDescriptor(Descriptor: PDescriptor): Int64;
begin
  Result := 0;
  if (Descriptor^.Watchers <> nil) and (OnWatchedClosed <> nil) then
    OnWatchedClosed(Descriptor);
  if Descriptor^.Operations^.Close <> nil then
    Result := Descriptor^.Operations^.Close(Descriptor);
  AcquireSpinLock(Lock);
  Descriptor^.NextFree := FreeList;
  FreeList := Descriptor;
  ReleaseSpinLock(Lock);
end;

function ReturnDescriptor(Descriptor: PDescriptor): Int64;
var
  Last: Boolean;
begin
  AcquireSpinLock(Lock);
  Dec(Descriptor^.References);
  Last := Descriptor^.References = 0;
  ReleaseSpinLock(Lock);
  Result := 0;
  if Last then
    Result := EndDescriptor(Descriptor);
end;

function CloseDescriptor(Number: LongInt): Int64;
var
  Descriptor: PDescriptor;
begin
  AcquireSpinLock(Lock);
  Descriptor := FindDescriptor(Number);
  if Descriptor <> nil then
    Table[Number] := nil;
  ReleaseSpinLock(Lock);
  if Descriptor = nil then
    Exit(-EBADF);
  Result := ReturnDescriptor(Descriptor);
end;

procedure DescriptorReady(Descriptor: PDescriptor);
begin
  WakeAll(Descriptor^.Queue);
  WakeAll(PollQueue);
  if Descriptor^.Watchers <> nil then
    OnWatchedReady(Descriptor);
end;

function DuplicateDescriptor(Descriptor: PDescriptor; From: LongInt): LongInt;
begin
  AcquireSpinLock(Lock);
  Result := FreeNumber(From);
  if Result >= 0 then
  begin
    Inc(Descriptor^.References);
    Table[Result] := Descriptor;
  end;
  ReleaseSpinLock(Lock);
end;

procedure ReplaceDescriptor(Descriptor: PDescriptor; Number: LongInt);
var
  Before: PDescriptor;
begin
  AcquireSpinLock(Lock);
  Before := Table[Number];
  Inc(Descriptor^.References);
  Table[Number] := Descriptor;
  ReleaseSpinLock(Lock);
  if Before <> nil then
    ReturnDescriptor(Before);
end;

{ ---- The calls that even a program of one WriteLn reaches ---- }

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

function SysIoctl(Number, Request, Argument, A4, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if Descriptor^.Operations^.Ioctl = nil then
    Exit(-ENOTTY);
  Result := Descriptor^.Operations^.Ioctl(Descriptor, Request, Pointer(Argument));
end;

procedure InitDescriptors(Console: PDescriptorOperations);
const
  { 0, 1 and 2 }
  StandardCount = 3;
var
  Number: LongInt;
begin
  Standard.Operations := Console;
  Standard.Flags := OpenReadWrite;
  { One more than numbers: it never goes back to the free list. }
  Standard.References := StandardCount + 1;
  for Number := 0 to StandardCount - 1 do
    Table[Number] := @Standard;
end;

end.
