{ SPDX-License-Identifier: Apache-2.0 }
{ Shared memory, semaphores and message queues of System V (svipc(7)) inside the one process there is: for its
  threads, and for programs that look for what they made themselves. Registered by Toro.CompleteCalls, linked where
  unit IPC is used; touches the page allocator. Layouts are Linux's for x86-64. }
unit Toro.Ipc;

{$mode objfpc}

interface

procedure InitIpc;

implementation

uses
  Toro.BootAbi, Toro.Clock, Toro.Errors, Toro.Pages, Toro.Regions, Toro.SystemCalls, Toro.Waiting;

const
  Slots = 32;
  KeyPrivate = 0;
  FlagCreate = &1000;
  FlagExclusive = &2000;
  FlagNoWait = &4000;
  CommandRemove = 0;
  CommandSet = 1;
  CommandStat = 2;
  { In every ...id_ds: where the key and the mode are, and where the kind's own begins }
  ModeOffset = 20;
  OwnOffset = 48;
  NsPerSecond = 1000000000;

type
  TKind = (KindMemory, KindSemaphores, KindQueue);

  PIpc = ^TIpc;
  TIpc = record
    Used: Boolean;
    { Removed while somebody holds it (shared memory) }
    Removed: Boolean;
    Key, Mode, Generation: LongInt;
    { Memory: the region. Semaphores: a word each. Queue: messages, one behind the other }
    Base: PtrUInt;
    { Memory: bytes; semaphores: how many; queue: bytes of all messages with their heads }
    Size: Int64;
    { Memory: attached; queue: messages }
    Count: Int64;
    { Queue: bytes of texts }
    TextBytes: Int64;
  end;
  TTable = array[0..Slots - 1] of TIpc;

var
  Tables: array[TKind] of TTable;
  { Whoever waits for a semaphore or a message: woken by every change }
  Changed: TWaitQueue;

{ ---- Objects ---- }

{ nil: there is none of this number. }
function ObjectOf(Kind: TKind; Id: Int64): PIpc;
begin
  Result := nil;
  if Id < 0 then
    Exit;
  Result := @Tables[Kind][Id mod Slots];
  if not Result^.Used or (Result^.Generation <> Id div Slots) then
    Result := nil;
end;

function IdOf(Kind: TKind; Ipc: PIpc): Int64;
begin
  Result := Int64(Ipc^.Generation) * Slots + (Ipc - PIpc(@Tables[Kind]));
end;

function NewObject(Kind: TKind; Key, Flags: Int64): PIpc;
var
  Index, Generation: LongInt;
begin
  for Index := 0 to Slots - 1 do
  begin
    Result := @Tables[Kind][Index];
    if Result^.Used then
      Continue;
    Generation := Result^.Generation;
    FillChar(Result^, SizeOf(TIpc), 0);
    Result^.Generation := Generation;
    Result^.Key := Key;
    Result^.Mode := Flags and &777;
    Exit;
  end;
  Result := nil;
end;

{ The object of the key (Fresh: one that is to be made), or a negative errno in Failed }
function Find(Kind: TKind; Key, Flags: Int64; out Fresh: Boolean; out Failed: Int64): PIpc;
var
  Index: LongInt;
begin
  Fresh := False;
  Failed := 0;
  if LongInt(Key) <> KeyPrivate then
    for Index := 0 to Slots - 1 do
    begin
      Result := @Tables[Kind][Index];
      if Result^.Used and not Result^.Removed and (Result^.Key = LongInt(Key)) then
      begin
        if (Flags and FlagCreate <> 0) and (Flags and FlagExclusive <> 0) then
          Failed := -EEXIST;
        Exit;
      end;
    end;
  Result := nil;
  if (LongInt(Key) <> KeyPrivate) and (Flags and FlagCreate = 0) then
    Failed := -ENOENT
  else
  begin
    Fresh := True;
    Result := NewObject(Kind, LongInt(Key), Flags);
    if Result = nil then
      Failed := -ENOSPC;
  end;
end;

procedure Remove(Ipc: PIpc);
begin
  Ipc^.Used := False;
  Inc(Ipc^.Generation);
end;

{ IPC_RMID of what nobody can be attached to: who waits for it is told. }
procedure Discard(Ipc: PIpc; Pages: PtrUInt);
begin
  FreePages(Ipc^.Base, Pages);
  Remove(Ipc);
  WakeAll(Changed);
end;

{ IPC_SET }
procedure SetMode(Ipc: PIpc; From: PByte);
begin
  Ipc^.Mode := PWord(From + ModeOffset)^ and &777;
end;

{ IPC_STAT: the part that is alike for all }
procedure FillStat(Ipc: PIpc; Target: PByte; Size: LongInt);
begin
  FillChar(Target^, Size, 0);
  PLongInt(Target)^ := Ipc^.Key;
  PWord(Target + ModeOffset)^ := Ipc^.Mode;
end;

{ ---- Shared memory ---- }

function SysShmget(Key, Size, Flags, A4, A5, A6: Int64): Int64;
var
  Ipc: PIpc;
  Fresh: Boolean;
begin
  Ipc := Find(KindMemory, Key, Flags, Fresh, Result);
  if Result <> 0 then
    Exit;
  if not Fresh and (Size > Ipc^.Size) or Fresh and (Size <= 0) then
    Exit(-EINVAL);
  if Fresh then
  begin
    Result := SysMmap(0, Size, 3, $22, -1, 0);
    if Result < 0 then
      Exit;
    Ipc^.Base := Result;
    Ipc^.Size := Size;
    Ipc^.Used := True;
  end;
  Result := IdOf(KindMemory, Ipc);
end;

procedure FreeMemory(Ipc: PIpc);
begin
  if Ipc^.Count > 0 then
    Exit;
  SysMunmap(Ipc^.Base, Ipc^.Size, 0, 0, 0, 0);
  Remove(Ipc);
end;

{ Wherever it is asked for, it is where it lies. }
function SysShmat(Id, Address, Flags, A4, A5, A6: Int64): Int64;
var
  Ipc: PIpc;
begin
  Ipc := ObjectOf(KindMemory, Id);
  if (Ipc = nil) or (Address <> 0) and (PtrUInt(Address) <> Ipc^.Base) then
    Exit(-EINVAL);
  Inc(Ipc^.Count);
  Result := Ipc^.Base;
end;

function SysShmdt(Address, A2, A3, A4, A5, A6: Int64): Int64;
var
  Index: LongInt;
  Ipc: PIpc;
begin
  for Index := 0 to Slots - 1 do
  begin
    Ipc := @Tables[KindMemory][Index];
    if not Ipc^.Used or (Ipc^.Base <> PtrUInt(Address)) or (Ipc^.Count = 0) then
      Continue;
    Dec(Ipc^.Count);
    if Ipc^.Removed then
      FreeMemory(Ipc);
    Exit(0);
  end;
  Result := -EINVAL;
end;

function SysShmctl(Id, Command, Target, A4, A5, A6: Int64): Int64;
const
  StatSize = 112;
  AttachedOffset = 88;
var
  Ipc: PIpc;
begin
  Ipc := ObjectOf(KindMemory, Id);
  if Ipc = nil then
    Exit(-EINVAL);
  Result := 0;
  case Command of
    CommandRemove:
      begin
        Ipc^.Removed := True;
        FreeMemory(Ipc);
      end;
    CommandSet:
      SetMode(Ipc, PByte(Target));
    CommandStat:
      begin
        FillStat(Ipc, PByte(Target), StatSize);
        PInt64(Target + OwnOffset)^ := Ipc^.Size;
        PInt64(Target + AttachedOffset)^ := Ipc^.Count;
      end;
  else
    Result := -EINVAL;
  end;
end;

{ ---- Semaphores ---- }

type
  { struct sembuf }
  TSemaphoreStep = packed record
    Number: Word;
    Change, Flags: SmallInt;
  end;
  PSemaphoreStep = ^TSemaphoreStep;

const
  { A page of words }
  MostSemaphores = PageSize div SizeOf(Word);
  LargestValue = 32767;

function SysSemget(Key, Count, Flags, A4, A5, A6: Int64): Int64;
var
  Ipc: PIpc;
  Fresh: Boolean;
begin
  Ipc := Find(KindSemaphores, Key, Flags, Fresh, Result);
  if Result <> 0 then
    Exit;
  if (Count < 0) or (Count > MostSemaphores) or Fresh and (Count = 0) or not Fresh and (Count > Ipc^.Size) then
    Exit(-EINVAL);
  if Fresh then
  begin
    Ipc^.Base := AllocatePages(1);
    if Ipc^.Base = 0 then
      Exit(-ENOMEM);
    FillChar(Pointer(Ipc^.Base)^, PageSize, 0);
    Ipc^.Size := Count;
    Ipc^.Used := True;
  end;
  Result := IdOf(KindSemaphores, Ipc);
end;

{ 0: all steps are done. Else none is: -EAGAIN when one has to wait, and NoWait whether it may }
function TrySteps(Ipc: PIpc; Steps: PSemaphoreStep; Count: LongInt; out NoWait: Boolean): Int64;
var
  Index, Value: LongInt;
  Values: PWord;
begin
  Result := 0;
  NoWait := False;
  Values := PWord(Ipc^.Base);
  Index := 0;
  while Index < Count do
  begin
    Value := Values[Steps[Index].Number] + Steps[Index].Change;
    if (Value < 0) or (Steps[Index].Change = 0) and (Value <> 0) then
      Result := -EAGAIN
    else if Value > LargestValue then
      Result := -ERANGE;
    if Result <> 0 then
      Break;
    Values[Steps[Index].Number] := Value;
    Inc(Index);
  end;
  if Result = 0 then
    Exit;
  NoWait := Steps[Index].Flags and FlagNoWait <> 0;
  while Index > 0 do
  begin
    Dec(Index);
    Dec(Values[Steps[Index].Number], Steps[Index].Change);
  end;
end;

function Operate(Id: Int64; Steps: PSemaphoreStep; Count, DeadlineNs: Int64): Int64;
const
  MostSteps = 500;
var
  Ipc: PIpc;
  Index: LongInt;
  NoWait: Boolean;
begin
  Ipc := ObjectOf(KindSemaphores, Id);
  if (Ipc = nil) or (Count <= 0) then
    Exit(-EINVAL);
  if Count > MostSteps then
    Exit(-E2BIG);
  for Index := 0 to Count - 1 do
    if Steps[Index].Number >= Ipc^.Size then
      Exit(-EFBIG);
  repeat
    Result := TrySteps(Ipc, Steps, Count, NoWait);
    if Result = 0 then
      WakeAll(Changed);
    if (Result <> -EAGAIN) or NoWait then
      Exit;
    if not WaitOn(Changed, DeadlineNs) then
      Exit;
  until ObjectOf(KindSemaphores, Id) = nil;
  Result := -EIDRM;
end;

function SysSemop(Id, Steps, Count, A4, A5, A6: Int64): Int64;
begin
  Result := Operate(Id, PSemaphoreStep(Steps), Count, Forever);
end;

function SysSemtimedop(Id, Steps, Count, Timeout, A5, A6: Int64): Int64;
var
  DeadlineNs: Int64;
begin
  DeadlineNs := Forever;
  if Timeout <> 0 then
    DeadlineNs := MonotonicNs + PInt64(Timeout)[0] * NsPerSecond + PInt64(Timeout)[1];
  Result := Operate(Id, PSemaphoreStep(Steps), Count, DeadlineNs);
end;

function SetValue(Ipc: PIpc; Number, Value: Int64): Int64;
begin
  if (Value < 0) or (Value > LargestValue) then
    Exit(-ERANGE);
  PWord(Ipc^.Base)[Number] := Value;
  WakeAll(Changed);
  Result := 0;
end;

procedure StatSemaphores(Ipc: PIpc; Target: PByte);
const
  StatSize = 104;
  CountOffset = 80;
begin
  FillStat(Ipc, Target, StatSize);
  PInt64(Target + CountOffset)^ := Ipc^.Size;
end;

function SysSemctl(Id, Number, Command, Argument, A5, A6: Int64): Int64;
const
  CommandGetPid = 11;
  CommandGetValue = 12;
  CommandGetAll = 13;
  CommandSetValue = 16;
  CommandSetAll = 17;
var
  Ipc: PIpc;
begin
  Ipc := ObjectOf(KindSemaphores, Id);
  if Ipc = nil then
    Exit(-EINVAL);
  if (Command in [CommandGetPid, CommandGetValue, CommandSetValue]) and
    ((Number < 0) or (Number >= Ipc^.Size)) then
    Exit(-EINVAL);
  Result := 0;
  case Command of
    CommandRemove:
      Discard(Ipc, 1);
    CommandSet:
      SetMode(Ipc, PByte(Argument));
    CommandStat:
      StatSemaphores(Ipc, PByte(Argument));
    CommandGetPid:
      Result := 1;
    CommandGetValue:
      Result := PWord(Ipc^.Base)[Number];
    CommandSetValue:
      Result := SetValue(Ipc, Number, LongInt(Argument));
    CommandGetAll:
      Move(Pointer(Ipc^.Base)^, Pointer(Argument)^, Ipc^.Size * SizeOf(Word));
    CommandSetAll:
      begin
        Move(Pointer(Argument)^, Pointer(Ipc^.Base)^, Ipc^.Size * SizeOf(Word));
        WakeAll(Changed);
      end;
  else
    Result := -EINVAL;
  end;
end;

{ ---- Message queues ---- }

type
  { In front of each text, which fills up to a multiple of 8 }
  TMessage = record
    Kind, Size: Int64;
  end;
  PMessage = ^TMessage;

const
  { Bytes of texts in a queue, and of one }
  QueueBytes = 16384;
  LargestText = 8192;
  QueuePages = 10;
  FlagNoError = &10000;
  FlagExcept = &20000;

function BytesOf(Size: Int64): Int64; inline;
begin
  Result := SizeOf(TMessage) + (Size + 7) and not Int64(7);
end;

function SysMsgget(Key, Flags, A3, A4, A5, A6: Int64): Int64;
var
  Ipc: PIpc;
  Fresh: Boolean;
begin
  Ipc := Find(KindQueue, Key, Flags, Fresh, Result);
  if Result <> 0 then
    Exit;
  if Fresh then
  begin
    Ipc^.Base := AllocatePages(QueuePages);
    if Ipc^.Base = 0 then
      Exit(-ENOMEM);
    Ipc^.Used := True;
  end;
  Result := IdOf(KindQueue, Ipc);
end;

function HasRoom(Ipc: PIpc; Size: Int64): Boolean;
begin
  Result := (Ipc^.TextBytes + Size <= QueueBytes) and (Ipc^.Size + BytesOf(Size) <= QueuePages * PageSize);
end;

function SysMsgsnd(Id, Source, Size, Flags, A5, A6: Int64): Int64;
var
  Ipc: PIpc;
  Message: PMessage;
begin
  Ipc := ObjectOf(KindQueue, Id);
  if (Ipc = nil) or (Size < 0) or (Size > LargestText) or (PInt64(Source)^ < 1) then
    Exit(-EINVAL);
  while not HasRoom(Ipc, Size) do
  begin
    if Flags and FlagNoWait <> 0 then
      Exit(-EAGAIN);
    WaitOn(Changed, Forever);
    if ObjectOf(KindQueue, Id) = nil then
      Exit(-EIDRM);
  end;
  Message := PMessage(Ipc^.Base + PtrUInt(Ipc^.Size));
  Message^.Kind := PInt64(Source)^;
  Message^.Size := Size;
  Move(PInt64(Source)[1], (Message + 1)^, Size);
  Inc(Ipc^.Size, BytesOf(Size));
  Inc(Ipc^.TextBytes, Size);
  Inc(Ipc^.Count);
  WakeAll(Changed);
  Result := 0;
end;

{ The message that msgrcv(2) means; nil: none }
function Choose(Ipc: PIpc; Kind, Flags: Int64): PMessage;
var
  Message, Stop: PMessage;
  Fits: Boolean;
begin
  Result := nil;
  Message := PMessage(Ipc^.Base);
  Stop := PMessage(Ipc^.Base + PtrUInt(Ipc^.Size));
  while Message < Stop do
  begin
    if Kind >= 0 then
      Fits := (Kind = 0) or ((Message^.Kind = Kind) xor (Flags and FlagExcept <> 0))
    else
      Fits := (Message^.Kind <= -Kind) and ((Result = nil) or (Message^.Kind < Result^.Kind));
    if Fits then
      Result := Message;
    if Fits and (Kind >= 0) then
      Exit;
    Message := PMessage(PtrUInt(Message) + PtrUInt(BytesOf(Message^.Size)));
  end;
end;

procedure TakeOut(Ipc: PIpc; Message: PMessage);
var
  Bytes, Size: Int64;
begin
  Size := Message^.Size;
  Bytes := BytesOf(Size);
  Dec(Ipc^.Size, Bytes);
  Dec(Ipc^.TextBytes, Size);
  Dec(Ipc^.Count);
  Move(Pointer(PtrUInt(Message) + PtrUInt(Bytes))^, Message^, Ipc^.Base + PtrUInt(Ipc^.Size) - PtrUInt(Message));
  WakeAll(Changed);
end;

function SysMsgrcv(Id, Target, Size, Kind, Flags, A6: Int64): Int64;
var
  Ipc: PIpc;
  Message: PMessage;
begin
  Ipc := ObjectOf(KindQueue, Id);
  if (Ipc = nil) or (Size < 0) then
    Exit(-EINVAL);
  repeat
    Message := Choose(Ipc, Kind, Flags);
    if Message <> nil then
      Break;
    if Flags and FlagNoWait <> 0 then
      Exit(-ENOMSG);
    WaitOn(Changed, Forever);
    if ObjectOf(KindQueue, Id) = nil then
      Exit(-EIDRM);
  until False;
  Result := Message^.Size;
  if Result > Size then
  begin
    if Flags and FlagNoError = 0 then
      Exit(-E2BIG);
    Result := Size;
  end;
  PInt64(Target)^ := Message^.Kind;
  Move((Message + 1)^, PInt64(Target)[1], Result);
  TakeOut(Ipc, Message);
end;

function SysMsgctl(Id, Command, Target, A4, A5, A6: Int64): Int64;
const
  StatSize = 120;
  BytesOffset = 72;
  CountOffset = 80;
  LimitOffset = 88;
var
  Ipc: PIpc;
begin
  Ipc := ObjectOf(KindQueue, Id);
  if Ipc = nil then
    Exit(-EINVAL);
  Result := 0;
  case Command of
    CommandRemove:
      Discard(Ipc, QueuePages);
    CommandSet:
      SetMode(Ipc, PByte(Target));
    CommandStat:
      begin
        FillStat(Ipc, PByte(Target), StatSize);
        PInt64(Target + BytesOffset)^ := Ipc^.TextBytes;
        PInt64(Target + CountOffset)^ := Ipc^.Count;
        PInt64(Target + LimitOffset)^ := QueueBytes;
      end;
  else
    Result := -EINVAL;
  end;
end;

procedure InitIpc;
const
  Calls: array[0..11] of TSystemCallEntry = (
    (Number: 29; Handler: @SysShmget), (Number: 30; Handler: @SysShmat), (Number: 31; Handler: @SysShmctl),
    (Number: 64; Handler: @SysSemget), (Number: 65; Handler: @SysSemop), (Number: 66; Handler: @SysSemctl),
    (Number: 67; Handler: @SysShmdt), (Number: 68; Handler: @SysMsgget), (Number: 69; Handler: @SysMsgsnd),
    (Number: 70; Handler: @SysMsgrcv), (Number: 71; Handler: @SysMsgctl), (Number: 220; Handler: @SysSemtimedop));
begin
  RegisterSystemCalls(Calls);
end;

end.
