{ SPDX-License-Identifier: Apache-2.0 }
{ Pipes: pipe and pipe2 of pipe(2). Two descriptors over one ring of a few pages. Registered by
  Toro.CompleteCalls; touches the page allocator and descriptors. }
unit Toro.Pipes;

{$mode objfpc}

interface

uses
  Toro.Descriptors;

type
  PPipe = ^TPipe;
  TPipe = record
    { Counted from the start; the ring's positions are these modulo Capacity. }
    Written, Taken: Int64;
    { nil: that end is closed }
    Reader, Writer: PDescriptor;
  end;

{ For what else moves bytes from one descriptor to another (Toro.LocalSockets). nil: no memory }
function NewPipe: PPipe;
{ Both block unless the descriptor does not. }
function ReadPipe(Pipe: PPipe; Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
function WritePipe(Pipe: PPipe; Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
procedure FreePipe(Pipe: PPipe);
{ fstat(2) of what has no file, and the only request of ioctl(2) there is: how much waits in Pipe }
procedure StatOfPipe(Buffer: Pointer; Mode: LongWord);
function IoctlOfPipe(Pipe: PPipe; Request: Int64; Argument: Pointer): Int64;
{ Tells the descriptor, which may be nil, that Poll may answer more. }
procedure Notify(Descriptor: PDescriptor);
function PollPipe(Pipe: PPipe; Descriptor: PDescriptor; Events: LongWord): LongWord;
procedure InitPipes;

implementation

uses
  Toro.BootAbi, Toro.Errors, Toro.Pages, Toro.Signals, Toro.SystemCalls, Toro.Waiting;

const
  { As on Linux; a power of two }
  Capacity = 65536;
  { One page for the record, the ring behind it }
  PipePages = Capacity div PageSize + 1;
  { Writes up to this size are never split. }
  AtomicSize = 4096;

function RingOf(Pipe: PPipe): PByte; inline;
begin
  Result := PByte(Pipe) + PageSize;
end;

function PipeOf(Descriptor: PDescriptor): PPipe; inline;
begin
  Result := PPipe(Descriptor^.Data);
end;

procedure Notify(Descriptor: PDescriptor);
begin
  if Descriptor <> nil then
    DescriptorReady(Descriptor);
end;

{ Moves Count bytes between Buffer and the ring at Position, in two pieces where the ring ends. }
procedure Transfer(Pipe: PPipe; Position: Int64; Buffer: PByte; Count: Int64; ToRing: Boolean);
var
  Offset, Piece: Int64;
begin
  while Count > 0 do
  begin
    Offset := Position and (Capacity - 1);
    Piece := Capacity - Offset;
    if Piece > Count then
      Piece := Count;
    if ToRing then
      Move(Buffer^, RingOf(Pipe)[Offset], Piece)
    else
      Move(RingOf(Pipe)[Offset], Buffer^, Piece);
    Inc(Position, Piece);
    Inc(Buffer, Piece);
    Dec(Count, Piece);
  end;
end;

function ReadPipe(Pipe: PPipe; Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  if Count = 0 then
    Exit(0);
  while Pipe^.Written = Pipe^.Taken do
  begin
    if Pipe^.Writer = nil then
      Exit(0);
    if Descriptor^.Flags and OpenNonBlocking <> 0 then
      Exit(-EAGAIN);
    WaitOn(Descriptor^.Queue, Forever);
  end;
  Result := Pipe^.Written - Pipe^.Taken;
  if Result > Count then
    Result := Count;
  Transfer(Pipe, Pipe^.Taken, Buffer, Result, False);
  Inc(Pipe^.Taken, Result);
  Notify(Pipe^.Writer);
end;

function WritePipe(Pipe: PPipe; Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
var
  Room, Needed: Int64;
begin
  Result := 0;
  while Result < Count do
  begin
    if Pipe^.Reader = nil then
    begin
      SendSignal(SIGPIPE);
      Exit(-EPIPE);
    end;
    Room := Capacity - (Pipe^.Written - Pipe^.Taken);
    Needed := 1;
    if Count <= AtomicSize then
      Needed := Count;
    if Room < Needed then
    begin
      if Descriptor^.Flags and OpenNonBlocking <> 0 then
        Break;
      WaitOn(Descriptor^.Queue, Forever);
      Continue;
    end;
    if Room > Count - Result then
      Room := Count - Result;
    Transfer(Pipe, Pipe^.Written, Buffer + Result, Room, True);
    Inc(Pipe^.Written, Room);
    Inc(Result, Room);
    Notify(Pipe^.Reader);
  end;
  if (Result = 0) and (Count > 0) then
    Result := -EAGAIN;
end;

procedure FreePipe(Pipe: PPipe);
begin
  FreePages(PtrUInt(Pipe), PipePages);
end;

function PipeClose(Descriptor: PDescriptor): Int64;
var
  Pipe: PPipe;
begin
  Pipe := PipeOf(Descriptor);
  if Pipe^.Reader = Descriptor then
    Pipe^.Reader := nil
  else
    Pipe^.Writer := nil;
  Notify(Pipe^.Reader);
  Notify(Pipe^.Writer);
  if (Pipe^.Reader = nil) and (Pipe^.Writer = nil) then
    FreePipe(Pipe);
  Result := 0;
end;

procedure StatOfPipe(Buffer: Pointer; Mode: LongWord);
const
  LinksOffset = 16;
  ModeOffset = 24;
  BlockSizeOffset = 56;
begin
  PInt64(Buffer + LinksOffset)^ := 1;
  PLongWord(Buffer + ModeOffset)^ := Mode;
  PInt64(Buffer + BlockSizeOffset)^ := PageSize;
end;

function IoctlOfPipe(Pipe: PPipe; Request: Int64; Argument: Pointer): Int64;
const
  FIONREAD = $541B;
begin
  if Request <> FIONREAD then
    Exit(-ENOTTY);
  PLongInt(Argument)^ := Pipe^.Written - Pipe^.Taken;
  Result := 0;
end;

function PipeStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
const
  FifoMode = $1000 or &600;
begin
  StatOfPipe(Buffer, FifoMode);
  Result := 0;
end;

function PipeIoctl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
begin
  Result := IoctlOfPipe(PipeOf(Descriptor), Request, Argument);
end;

function PollPipe(Pipe: PPipe; Descriptor: PDescriptor; Events: LongWord): LongWord;
begin
  Result := 0;
  if Descriptor = Pipe^.Reader then
  begin
    if Pipe^.Written <> Pipe^.Taken then
      Result := Events and PollIn;
    if Pipe^.Writer = nil then
      Result := Result or PollHangUp;
  end
  else if Pipe^.Reader = nil then
    Result := Events and PollOut or PollError
  else if Pipe^.Written - Pipe^.Taken <= Capacity - AtomicSize then
    Result := Events and PollOut;
end;

{ ---- pipe(2) ---- }

function PipeRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := ReadPipe(PipeOf(Descriptor), Descriptor, Buffer, Count);
end;

function PipeWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := WritePipe(PipeOf(Descriptor), Descriptor, Buffer, Count);
end;

function PipePoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
begin
  Result := PollPipe(PipeOf(Descriptor), Descriptor, Events);
end;

function NewPipe: PPipe;
begin
  Result := PPipe(AllocatePages(PipePages));
  if Result <> nil then
    FillChar(Result^, SizeOf(TPipe), 0);
end;

const
  Operations: TDescriptorOperations = (Read: @PipeRead; Write: @PipeWrite; Seek: nil;
    Close: @PipeClose; Stat: @PipeStat; Ioctl: @PipeIoctl; Poll: @PipePoll; Truncate: nil;
    Sync: nil; ReadDirectory: nil);

function SysPipe2(Numbers, Flags, A3, A4, A5, A6: Int64): Int64;
var
  Pipe: PPipe;
  Reader, Writer: LongInt;
begin
  { A bad pointer shows before anything is taken. }
  PInt64(Numbers)^ := PInt64(Numbers)^;
  Pipe := NewPipe;
  if Pipe = nil then
    Exit(-ENOMEM);
  Reader := AllocateDescriptor(@Operations, Pipe, OpenReadOnly or Flags and OpenNonBlocking);
  Writer := Reader;
  if Reader >= 0 then
  begin
    Pipe^.Reader := FindDescriptor(Reader);
    Writer := AllocateDescriptor(@Operations, Pipe, OpenWriteOnly or Flags and OpenNonBlocking);
    if Writer < 0 then
      CloseDescriptor(Reader);
  end
  else
    FreePages(PtrUInt(Pipe), PipePages);
  if Writer < 0 then
    Exit(Writer);
  Pipe^.Writer := FindDescriptor(Writer);
  PLongInt(Numbers)[0] := Reader;
  PLongInt(Numbers)[1] := Writer;
  Result := 0;
end;

function SysPipe(Numbers, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := SysPipe2(Numbers, 0, 0, 0, 0, 0);
end;

procedure InitPipes;
const
  Calls: array[0..1] of TSystemCallEntry = (
    (Number: 22; Handler: @SysPipe), (Number: 293; Handler: @SysPipe2));
begin
  RegisterSystemCalls(Calls);
end;

end.
