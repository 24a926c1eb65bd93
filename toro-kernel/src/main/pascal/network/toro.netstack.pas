{ SPDX-License-Identifier: Apache-2.0 }
{ A whole stack from the outside: make one, attach interfaces, give it frames, let time pass. Called
  by unit Networking in the kernel and by the tests on a host; no call may come while another runs. }
unit Toro.NetStack;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ An empty stack with its loopback interface; the clock and the random numbers stay the caller's. }
function NewNetStack(Clock: Pointer; Random: Pointer; MemoryLimit: PtrInt): PNetStack;
{ The same with memory from Take, which goes back through Give; otherwise it is the heap's. }
function NewNetStackOn(Clock: Pointer; Random: Pointer; MemoryLimit: PtrInt; Take: TTakeMemory;
  Give: TGiveMemory): PNetStack;
{ Everything goes: connections without a word to their peers. }
procedure FreeNetStack(Stack: PNetStack);
{ Interface has Name, Mac, Mtu and Transmit set and lives as long as the stack. }
procedure AddInterface(Stack: PNetStack; Device: PNetInterface);
{ IPv4 addresses as numbers, the first octet highest. }
procedure ConfigureInterface(Device: PNetInterface; Address, Mask, Gateway: LongWord);
{ An Ethernet frame without its check sequence. Good: the device vouches for TCP and UDP sums. }
procedure NetInput(Device: PNetInterface; Frame: PByte; Size: LongInt; Good: Boolean);
{ Answers what has arrived, fires due timers and delivers loopback packets. Call after every burst of calls, and at
  NextNetDeadline. }
procedure NetPoll(Stack: PNetStack);
{ When NetPoll has something to do, or High(Int64). }
function NextNetDeadline(Stack: PNetStack): Int64;

implementation

uses
  Toro.NetBytes, Toro.NetTimers, Toro.Ethernet, Toro.Ip4Input, Toro.Reassembly, Toro.TcpCore,
  Toro.TcpOutput, Toro.Tcp, Toro.Udp;

type
  TClock = function: Int64;
  TRandomSource = function: QWord;

const
  LoopbackMtu = 16384;
  ScratchSize = HeaderRoom + MaxDatagram + 64;

procedure NeighbourFired(Timer: PNetTimer);
begin
  NeighbourTimerFired(PNetStack(Timer^.Owner));
end;

procedure ReassemblyFired(Timer: PNetTimer);
begin
  ReassemblyTimerFired(PNetStack(Timer^.Owner));
end;

function HeapTake(Size: SizeUInt): Pointer;
begin
  Result := GetMem(Size);
end;

procedure HeapGive(Block: Pointer; Size: SizeUInt);
begin
  FreeMem(Block);
end;

function NewNetStack(Clock: Pointer; Random: Pointer; MemoryLimit: PtrInt): PNetStack;
begin
  Result := NewNetStackOn(Clock, Random, MemoryLimit, @HeapTake, @HeapGive);
end;

function NewNetStackOn(Clock: Pointer; Random: Pointer; MemoryLimit: PtrInt; Take: TTakeMemory;
  Give: TGiveMemory): PNetStack;
begin
  Result := Take(SizeOf(TNetStack));
  FillChar(Result^, SizeOf(TNetStack), 0);
  Result^.TakeMemory := Take;
  Result^.GiveMemory := Give;
  Result^.Timers.Take := Take;
  Result^.Timers.Give := Give;
  Result^.Clock := TClock(Clock);
  Result^.Random := TRandomSource(Random);
  Result^.MemoryLimit := MemoryLimit;
  Result^.Scratch := Take(ScratchSize);
  Result^.DefaultTtl := 64;
  { No second of the clock, which may start at 0. }
  Result^.IcmpTokensAt := -1;
  Result^.DefaultSendLimit := DefaultLimit;
  Result^.DefaultReceiveLimit := DefaultLimit;
  Result^.Secret[0] := Result^.Random();
  Result^.Secret[1] := Result^.Random();
  Result^.NeighbourTimer.Owner := Result;
  Result^.NeighbourTimer.Fire := @NeighbourFired;
  Result^.ReassemblyTimer.Owner := Result;
  Result^.ReassemblyTimer.Fire := @ReassemblyFired;
  Result^.LoopbackDevice.Name := 'lo';
  Result^.LoopbackDevice.Loopback := True;
  Result^.LoopbackDevice.Mtu := LoopbackMtu;
  Result^.LoopbackDevice.Stack := Result;
end;

procedure AddInterface(Stack: PNetStack; Device: PNetInterface);
var
  Link: ^PNetInterface;
begin
  Device^.Next := nil;
  Device^.Stack := Stack;
  Link := @Stack^.Interfaces;
  while Link^ <> nil do
    Link := @Link^^.Next;
  { Last: another core may look. }
  Link^ := Device;
end;

procedure ConfigureInterface(Device: PNetInterface; Address, Mask, Gateway: LongWord);
begin
  if Device^.Address <> 0 then
    ForgetNeighbours(Device^.Stack, Device);
  Device^.Address := Address;
  Device^.Mask := Mask;
  Device^.Gateway := Gateway;
end;

procedure NetInput(Device: PNetInterface; Frame: PByte; Size: LongInt; Good: Boolean);
begin
  Inc(Device^.Counters.FramesIn);
  Inc(Device^.Counters.BytesIn, Size);
  if Size < SizeOf(TEthernetHeader) then
  begin
    Inc(Device^.Counters.Malformed);
    Exit;
  end;
  case BEtoN(PEthernetHeader(Frame)^.Kind) of
    EthernetIp4: Ip4Input(Device, Frame + SizeOf(TEthernetHeader),
        Size - SizeOf(TEthernetHeader), Good);
    EthernetArp: ArpInput(Device, Frame + SizeOf(TEthernetHeader),
        Size - SizeOf(TEthernetHeader));
    EthernetIp6:
      if Assigned(Device^.Stack^.Input6) then
        Device^.Stack^.Input6(Device, Frame + SizeOf(TEthernetHeader),
          Size - SizeOf(TEthernetHeader), Good);
  end;
end;

procedure InputLoopback(Stack: PNetStack; Packet: PByte; Size: LongInt);
begin
  if Packet^ shr 4 = 4 then
    Ip4Input(@Stack^.LoopbackDevice, Packet, Size, True)
  else if Assigned(Stack^.Input6) then
    Stack^.Input6(@Stack^.LoopbackDevice, Packet, Size, True);
end;

procedure NetPoll(Stack: PNetStack);
var
  Frame: PPendingFrame;
begin
  AnswerOwing(Stack);
  RunTimers(Stack^.Timers, Stack^.Clock());
  while Stack^.LoopbackFirst <> nil do
  begin
    Frame := Stack^.LoopbackFirst;
    Stack^.LoopbackFirst := Frame^.Next;
    if Stack^.LoopbackFirst = nil then
      Stack^.LoopbackLast := nil;
    Dec(Stack^.LoopbackCount);
    InputLoopback(Stack, PByte(Frame + 1), Frame^.Size);
    NetRelease(Stack, Frame, SizeOf(TPendingFrame) + Frame^.Size);
    if Stack^.LoopbackFirst = nil then
      AnswerOwing(Stack);
  end;
end;

function NextNetDeadline(Stack: PNetStack): Int64;
begin
  if Stack^.LoopbackFirst <> nil then
    Result := 0
  else
    Result := NextTimer(Stack^.Timers);
end;

procedure FreeConnections(Stack: PNetStack);
var
  Index: LongInt;
begin
  while Stack^.Listeners <> nil do
    TcpUnlisten(Stack^.Listeners);
  for Index := 0 to TcpBuckets - 1 do
    while Stack^.Tcbs[Index] <> nil do
      FreeTcb(Stack^.Tcbs[Index]);
  while Stack^.Endpoints <> nil do
    UdpClose(Stack^.Endpoints);
end;

procedure FreeNetStack(Stack: PNetStack);
var
  Index: LongInt;
  Frame: PPendingFrame;
begin
  FreeConnections(Stack);
  ForgetNeighbours(Stack, nil);
  for Index := 0 to ReassemblyLimit - 1 do
    if Stack^.Reassemblies[Index].Used then
      ReleaseDatagram(Stack, Index);
  while Stack^.LoopbackFirst <> nil do
  begin
    Frame := Stack^.LoopbackFirst;
    Stack^.LoopbackFirst := Frame^.Next;
    NetRelease(Stack, Frame, SizeOf(TPendingFrame) + Frame^.Size);
  end;
  if Stack^.Timers.Capacity > 0 then
    Stack^.GiveMemory(Stack^.Timers.Items, Stack^.Timers.Capacity * SizeOf(Pointer));
  NetReleaseAll(Stack);
  Stack^.GiveMemory(Stack^.Scratch, ScratchSize);
  Stack^.GiveMemory(Stack, SizeOf(TNetStack));
end;

end.
