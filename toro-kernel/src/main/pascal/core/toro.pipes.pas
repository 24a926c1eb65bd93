{ SPDX-License-Identifier: Apache-2.0 }
{ Pipes: pipe and pipe2 of pipe(2), and what named ones (Toro.Fifos) and pairs of sockets (Toro.LocalSockets) are
  made of: one ring of a few pages, with any number of ends that read and that write. Registered by
  Toro.CompleteCalls; touches the page allocator and descriptors. One lock guards all pipes, since several cores may
  be at the ends of one; a bad pointer gives it back. }
unit Toro.Pipes;

{$mode objfpc}

interface

uses
  Toro.Descriptors;

const
  DontWait = -1;

type
  PPipeEnd = ^TPipeEnd;
  TPipeEnd = record
    Descriptor: PDescriptor;
    Next: PPipeEnd;
  end;

  PPipe = ^TPipe;
  TPipe = record
    { Counted from the start; the ring's positions are these modulo Capacity. }
    Written, Taken: Int64;
    { nil: all of them are closed }
    Readers, Writers: PPipeEnd;
  end;

{ For what else moves bytes from one descriptor to another (Toro.LocalSockets). nil: no memory }
function NewPipe: PPipe;
{ Both block on the descriptor's queue, until DeadlineNs; DontWait: they do not. }
function ReadPipe(Pipe: PPipe; Descriptor: PDescriptor; Buffer: Pointer; Count, DeadlineNs: Int64): Int64;
function WritePipe(Pipe: PPipe; Descriptor: PDescriptor; Buffer: Pointer; Count, DeadlineNs: Int64): Int64;
{ How long a call of this descriptor waits: DontWait or Forever }
function PatienceOf(Descriptor: PDescriptor): Int64;
procedure FreePipe(Pipe: PPipe);
{ Enters an end in one of a pipe's lists, or takes it out, which tells the ends of the other list. }
procedure AddEnd(var List: PPipeEnd; PipeEnd: PPipeEnd; Descriptor: PDescriptor);
procedure RemoveEnd(var List: PPipeEnd; PipeEnd: PPipeEnd);
{ fstat(2) of what has no file, and the only request of ioctl(2) there is: how much waits in Pipe }
procedure StatOfPipe(Buffer: Pointer; Mode: LongWord);
function IoctlOfPipe(Pipe: PPipe; Request: Int64; Argument: Pointer): Int64;
{ Tells all ends of a list that Poll may answer more. }
procedure Notify(List: PPipeEnd);
{ What an end that reads, or writes, may do now; a pipe without ends of the other kind has ended. }
function PollReader(Pipe: PPipe; Events: LongWord): LongWord;
function PollWriter(Pipe: PPipe; Events: LongWord): LongWord;
procedure InitPipes;

implementation

uses
  Toro.BootAbi, Toro.Cores, Toro.Cpu, Toro.Errors, Toro.Pages, Toro.Signals, Toro.SystemCalls, Toro.Traps, Toro.Waiting;

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

{ ---- The lock of all pipes ---- }

var
  Lock: TSpinLock;
  { The system call that holds it, by its TCore.Recovery }
  Holder: PtrUInt;
  Hooked: Boolean;
  FormerHook: TProcedure;

procedure EnterPipes;
begin
  AcquireSpinLock(Lock);
  Holder := ThisCore^.Recovery;
end;

procedure LeavePipes;
begin
  Holder := 0;
  ReleaseSpinLock(Lock);
end;

{ The call that holds the lock met a bad pointer: bytes are copied before they are counted. }
procedure LeaveAfterFault;
begin
  if (Holder <> 0) and (Holder = ThisCore^.Recovery) then
    LeavePipes;
  if FormerHook <> nil then
    FormerHook();
end;

{ ---- Ends ---- }

procedure Notify(List: PPipeEnd);
begin
  while List <> nil do
  begin
    { A connection that waits for accept has no descriptor yet. }
    if List^.Descriptor <> nil then
      DescriptorReady(List^.Descriptor);
    List := List^.Next;
  end;
end;

procedure AddEnd(var List: PPipeEnd; PipeEnd: PPipeEnd; Descriptor: PDescriptor);
begin
  PipeEnd^.Descriptor := Descriptor;
  EnterPipes;
  PipeEnd^.Next := List;
  List := PipeEnd;
  LeavePipes;
end;

procedure RemoveEnd(var List: PPipeEnd; PipeEnd: PPipeEnd);
var
  Link: ^PPipeEnd;
begin
  EnterPipes;
  Link := @List;
  while (Link^ <> nil) and (Link^ <> PipeEnd) do
    Link := @Link^^.Next;
  if Link^ <> nil then
    Link^ := PipeEnd^.Next;
  LeavePipes;
end;

function PatienceOf(Descriptor: PDescriptor): Int64;
begin
  Result := Forever;
  if Descriptor^.Flags and OpenNonBlocking <> 0 then
    Result := DontWait;
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

{ What is there, up to Count; inside. }
function TakeBytes(Pipe: PPipe; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := Pipe^.Written - Pipe^.Taken;
  if Result > Count then
    Result := Count;
  Transfer(Pipe, Pipe^.Taken, Buffer, Result, False);
  Inc(Pipe^.Taken, Result);
end;

{ -EAGAIN: nothing is there yet. }
function ReadNow(Pipe: PPipe; Buffer: Pointer; Count: Int64): Int64;
var
  Ended: Boolean;
begin
  EnterPipes;
  Result := TakeBytes(Pipe, Buffer, Count);
  Ended := Pipe^.Writers = nil;
  if Result > 0 then
    Notify(Pipe^.Writers);
  LeavePipes;
  if (Result = 0) and not Ended then
    Result := -EAGAIN;
end;

function ReadPipe(Pipe: PPipe; Descriptor: PDescriptor; Buffer: Pointer; Count, DeadlineNs: Int64): Int64;
var
  InTime: Boolean;
begin
  if Count = 0 then
    Exit(0);
  Result := ReadNow(Pipe, Buffer, Count);
  if (DeadlineNs = DontWait) or (Result <> -EAGAIN) then
    Exit;
  { Others may close it meanwhile. }
  KeepDescriptor(Descriptor);
  repeat
    InTime := WaitOn(Descriptor^.Queue, DeadlineNs);
    Result := ReadNow(Pipe, Buffer, Count);
  until not InTime or (Result <> -EAGAIN);
  ReturnDescriptor(Descriptor);
end;

{ As many as there is room for, at least Needed or none; inside. }
function PutBytes(Pipe: PPipe; Buffer: Pointer; Count, Needed: Int64): Int64;
begin
  Result := Capacity - (Pipe^.Written - Pipe^.Taken);
  if Result < Needed then
    Exit(0);
  if Result > Count then
    Result := Count;
  Transfer(Pipe, Pipe^.Written, Buffer, Result, True);
  Inc(Pipe^.Written, Result);
  Notify(Pipe^.Readers);
end;

{ Goes on after Done bytes of Count. True: the call is at an end, as nobody reads or all has been written. }
function WriteNow(Pipe: PPipe; Buffer: Pointer; Count: Int64; var Done: Int64): Boolean;
var
  Needed: Int64;
begin
  Needed := 1;
  if Count <= AtomicSize then
    Needed := Count;
  EnterPipes;
  Result := Pipe^.Readers = nil;
  if not Result then
    Inc(Done, PutBytes(Pipe, Buffer + Done, Count - Done, Needed));
  LeavePipes;
  if not Result then
    Exit(Done = Count);
  SendSignal(SIGPIPE);
  if Done = 0 then
    Done := -EPIPE;
end;

function WritePipe(Pipe: PPipe; Descriptor: PDescriptor; Buffer: Pointer; Count, DeadlineNs: Int64): Int64;
var
  InTime, Ended: Boolean;
begin
  Result := 0;
  if (Count = 0) or WriteNow(Pipe, Buffer, Count, Result) then
    Exit;
  if DeadlineNs <> DontWait then
  begin
    { Others may close it meanwhile. }
    KeepDescriptor(Descriptor);
    repeat
      InTime := WaitOn(Descriptor^.Queue, DeadlineNs);
      Ended := WriteNow(Pipe, Buffer, Count, Result);
    until Ended or not InTime;
    ReturnDescriptor(Descriptor);
  end;
  if Result = 0 then
    Result := -EAGAIN;
end;

procedure FreePipe(Pipe: PPipe);
begin
  FreePages(PtrUInt(Pipe), PipePages);
end;

{ The ends of a pipe of pipe(2) are in its first page, behind its record. }
function ReaderOf(Pipe: PPipe): PPipeEnd; inline;
begin
  Result := PPipeEnd(Pipe + 1);
end;

function WriterOf(Pipe: PPipe): PPipeEnd; inline;
begin
  Result := ReaderOf(Pipe) + 1;
end;

function PipeClose(Descriptor: PDescriptor): Int64;
var
  Pipe: PPipe;
begin
  Pipe := PipeOf(Descriptor);
  if Descriptor^.Flags and OpenAccessMask = OpenReadOnly then
    RemoveEnd(Pipe^.Readers, ReaderOf(Pipe))
  else
    RemoveEnd(Pipe^.Writers, WriterOf(Pipe));
  Notify(Pipe^.Readers);
  Notify(Pipe^.Writers);
  if (Pipe^.Readers = nil) and (Pipe^.Writers = nil) then
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

function PollReader(Pipe: PPipe; Events: LongWord): LongWord;
begin
  Result := 0;
  if Pipe^.Written <> Pipe^.Taken then
    Result := Events and PollIn;
  if Pipe^.Writers = nil then
    Result := Result or PollHangUp;
end;

function PollWriter(Pipe: PPipe; Events: LongWord): LongWord;
begin
  Result := 0;
  if Pipe^.Readers = nil then
    Result := Events and PollOut or PollError
  else if Pipe^.Written - Pipe^.Taken <= Capacity - AtomicSize then
    Result := Events and PollOut;
end;

{ ---- pipe(2) ---- }

function PipeRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := ReadPipe(PipeOf(Descriptor), Descriptor, Buffer, Count, PatienceOf(Descriptor));
end;

function PipeWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := WritePipe(PipeOf(Descriptor), Descriptor, Buffer, Count, PatienceOf(Descriptor));
end;

function PipePoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
begin
  if Descriptor^.Flags and OpenAccessMask = OpenReadOnly then
    Result := PollReader(PipeOf(Descriptor), Events)
  else
    Result := PollWriter(PipeOf(Descriptor), Events);
end;

function NewPipe: PPipe;
begin
  if not Hooked then
  begin
    Hooked := True;
    FormerHook := BadPointerHook;
    BadPointerHook := @LeaveAfterFault;
  end;
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
    AddEnd(Pipe^.Readers, ReaderOf(Pipe), FindDescriptor(Reader));
    Writer := AllocateDescriptor(@Operations, Pipe, OpenWriteOnly or Flags and OpenNonBlocking);
    if Writer < 0 then
      CloseDescriptor(Reader);
  end
  else
    FreePipe(Pipe);
  if Writer < 0 then
    Exit(Writer);
  AddEnd(Pipe^.Writers, WriterOf(Pipe), FindDescriptor(Writer));
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
