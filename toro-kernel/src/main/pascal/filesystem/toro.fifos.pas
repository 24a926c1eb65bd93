{ SPDX-License-Identifier: Apache-2.0 }
{ Named pipes, fifo(7): opening one, and what its descriptors do. All who have the same node open share one pipe, which
  exists while somebody does.

  Called by: Toro.OpenFiles, through an alias; linked where a program can make nodes (overrides.txt).
  Touches: nodes, with the files locked; pipes. }
unit Toro.Fifos;

{$mode objfpc}

interface

implementation

uses
  Toro.Descriptors, Toro.Errors, Toro.FileMemory, Toro.FileTypes, Toro.Nodes, Toro.OpenFiles, Toro.Pipes,
  Toro.Waiting;

type
  { What a node has while it is open: its pipe and who ever opened it, so that an open that waits for the other side
    goes on though that side is gone again. }
  PFifo = ^TFifo;
  TFifo = record
    Pipe: PPipe;
    Users: LongInt;
    ReaderCount, WriterCount: QWord;
    Opened: TWaitQueue;
  end;

  POpenEnd = ^TOpenEnd;
  TOpenEnd = record
    Node: PNode;
    Fifo: PFifo;
    Reading, Writing: TPipeEnd;
    { WriterCount when it was opened: before another one came there is no end to tell of }
    WritersBefore: QWord;
  end;

function EndOf(Descriptor: PDescriptor): POpenEnd; inline;
begin
  Result := POpenEnd(Descriptor^.Data);
end;

function Reads(Flags: LongWord): Boolean; inline;
begin
  Result := Flags and Toro.Descriptors.OpenAccessMask <> Toro.Descriptors.OpenWriteOnly;
end;

function Writes(Flags: LongWord): Boolean; inline;
begin
  Result := Flags and Toro.Descriptors.OpenAccessMask <> Toro.Descriptors.OpenReadOnly;
end;

{ ---- What its descriptors do ---- }

function FifoRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := ReadPipe(EndOf(Descriptor)^.Fifo^.Pipe, Descriptor, Buffer, Count, PatienceOf(Descriptor));
end;

function FifoWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := WritePipe(EndOf(Descriptor)^.Fifo^.Pipe, Descriptor, Buffer, Count, PatienceOf(Descriptor));
end;

function FifoStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
begin
  FillStat(EndOf(Descriptor)^.Node, Buffer);
  Result := 0;
end;

function FifoIoctl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
begin
  Result := IoctlOfPipe(EndOf(Descriptor)^.Fifo^.Pipe, Request, Argument);
end;

function FifoPoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
var
  Fifo: PFifo;
begin
  Fifo := EndOf(Descriptor)^.Fifo;
  Result := 0;
  if Reads(Descriptor^.Flags) then
    Result := PollReader(Fifo^.Pipe, Events);
  if Fifo^.WriterCount = EndOf(Descriptor)^.WritersBefore then
    Result := Result and not PollHangUp;
  if Writes(Descriptor^.Flags) then
    Result := Result or PollWriter(Fifo^.Pipe, Events);
end;

{ ---- Opening and closing ---- }

{ With the files locked. nil: no memory }
function HoldFifo(Node: PNode): PFifo;
begin
  Result := Node^.Fifo;
  if Result = nil then
  begin
    Result := TakeMemory(SizeOf(TFifo));
    if Result = nil then
      Exit;
    Result^.Pipe := NewPipe;
    if Result^.Pipe = nil then
    begin
      ReturnMemory(Result, SizeOf(TFifo));
      Exit(nil);
    end;
    Node^.Fifo := Result;
  end;
  Inc(Result^.Users);
end;

procedure LetFifoGo(Node: PNode);
var
  Fifo: PFifo;
begin
  Fifo := Node^.Fifo;
  Dec(Fifo^.Users);
  if Fifo^.Users = 0 then
  begin
    Node^.Fifo := nil;
    FreePipe(Fifo^.Pipe);
    ReturnMemory(Fifo, SizeOf(TFifo));
  end;
  LetGo(Node);
end;

function FifoClose(Descriptor: PDescriptor): Int64;
var
  OpenEnd: POpenEnd;
  Pipe: PPipe;
begin
  OpenEnd := EndOf(Descriptor);
  Pipe := OpenEnd^.Fifo^.Pipe;
  RemoveEnd(Pipe^.Readers, @OpenEnd^.Reading);
  RemoveEnd(Pipe^.Writers, @OpenEnd^.Writing);
  LockFiles;
  Notify(Pipe^.Readers);
  Notify(Pipe^.Writers);
  LetFifoGo(OpenEnd^.Node);
  UnlockFiles;
  ReturnMemory(OpenEnd, SizeOf(TOpenEnd));
  Result := 0;
end;

const
  Operations: TDescriptorOperations = (Read: @FifoRead; Write: @FifoWrite; Seek: nil; Close: @FifoClose;
    Stat: @FifoStat; Ioctl: @FifoIoctl; Poll: @FifoPoll; Truncate: nil; Sync: nil; ReadDirectory: nil);

{ The descriptor is there at once, so that the other side's open finds it; its number or an errno. }
function MakeEnd(Node: PNode; Flags: LongInt): LongInt;
var
  OpenEnd: POpenEnd;
  Fifo: PFifo;
begin
  Fifo := Node^.Fifo;
  OpenEnd := TakeMemory(SizeOf(TOpenEnd));
  if OpenEnd = nil then
    Exit(-ENOMEM);
  OpenEnd^.Node := Node;
  OpenEnd^.Fifo := Fifo;
  Result := AllocateDescriptor(@Operations, OpenEnd, Flags);
  if Result < 0 then
  begin
    ReturnMemory(OpenEnd, SizeOf(TOpenEnd));
    Exit;
  end;
  if Writes(Flags) then
  begin
    Inc(Fifo^.WriterCount);
    AddEnd(Fifo^.Pipe^.Writers, @OpenEnd^.Writing, FindDescriptor(Result));
  end
  else
    OpenEnd^.WritersBefore := Fifo^.WriterCount;
  if Reads(Flags) then
  begin
    Inc(Fifo^.ReaderCount);
    AddEnd(Fifo^.Pipe^.Readers, @OpenEnd^.Reading, FindDescriptor(Result));
  end;
  { A side that was there already learns that the other has come. }
  Notify(Fifo^.Pipe^.Readers);
  Notify(Fifo^.Pipe^.Writers);
  WakeAll(Fifo^.Opened);
end;

{ Waits until somebody has opened the other side. Others use files meanwhile. }
procedure AwaitPeer(Fifo: PFifo; var Count: QWord; List: PPipeEnd);
var
  Before: QWord;
begin
  Before := Count;
  if List <> nil then
    Exit;
  while Count = Before do
  begin
    UnlockFiles;
    WaitOn(Fifo^.Opened, Forever);
    LockFiles;
  end;
end;

{ With the files locked; takes over the caller's hold of the node. }
function OpenFifo(Node: PNode; Flags: LongInt): LongInt; [public, alias: 'toro_open_fifo'];
var
  Fifo: PFifo;
  Blocks: Boolean;
begin
  Fifo := HoldFifo(Node);
  if Fifo = nil then
  begin
    LetGo(Node);
    Exit(-ENOMEM);
  end;
  Blocks := Flags and OpenNonBlocking = 0;
  if not Blocks and not Reads(Flags) and (Fifo^.Pipe^.Readers = nil) then
    Result := -ENXIO
  else
    Result := MakeEnd(Node, Flags);
  if Result < 0 then
  begin
    LetFifoGo(Node);
    Exit;
  end;
  if Blocks and not Writes(Flags) then
    AwaitPeer(Fifo, Fifo^.WriterCount, Fifo^.Pipe^.Writers)
  else if Blocks and not Reads(Flags) then
    AwaitPeer(Fifo, Fifo^.ReaderCount, Fifo^.Pipe^.Readers);
end;

end.
