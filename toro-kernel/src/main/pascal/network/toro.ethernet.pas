{ SPDX-License-Identifier: Apache-2.0 }
{ Ethernet II frames (IEEE 802.3, RFC 894) and the neighbour cache: from an IPv4 address on the link to
  the MAC that owns it, by ARP (RFC 826); IPv6 finds its neighbours itself. Called by the IP units to send
  and by Toro.NetStack with what arrives. }
unit Toro.Ethernet;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Sends Size bytes at Payload, before which there is room for the header. }
procedure SendFrame(Device: PNetInterface; const Target: TMac; Kind: Word; Payload: PByte;
  Size: LongInt);
{ The same to the owner of NextHop, after finding its MAC; meanwhile the packet is kept, a few for
  each neighbour and ArpPendingLimit in all. }
procedure SendToNeighbour(Device: PNetInterface; const NextHop: TNetAddress; Kind: Word;
  Payload: PByte; Size: LongInt);
{ What a neighbour said about itself. Create: make an entry if there is none. }
procedure LearnNeighbour(Device: PNetInterface; const Address: TNetAddress; const Mac: TMac;
  Create: Boolean);
{ Is the MAC of Address known? }
function NeighbourKnown(Stack: PNetStack; const Wanted: TNetAddress): Boolean;
{ The transport makes no progress through this neighbour: ask again (RFC 9293 MUST-20). }
procedure DoubtNeighbour(Stack: PNetStack; const Suspect: TNetAddress);
{ Forgets the neighbours of Device, or all when nil. }
procedure ForgetNeighbours(Stack: PNetStack; Device: PNetInterface);
procedure ArpInput(Device: PNetInterface; Packet: PByte; Size: LongInt);
{ Asks who has Target; with Target = Device's own address it announces us (RFC 5227). }
procedure SendArpRequest(Device: PNetInterface; Target: LongWord);
procedure NeighbourTimerFired(Stack: PNetStack);

implementation

uses
  Toro.NetBytes, Toro.NetTimers;

const
  ReachableNs = 300 * NsPerSecond;
  { RFC 1122 2.3.2.1: not more than one request a second. }
  RetryNs = NsPerSecond;
  AttemptLimit = 3;
  DefendNs = 10 * NsPerSecond;
  PendingPerNeighbour = 48;

procedure SendFrame(Device: PNetInterface; const Target: TMac; Kind: Word; Payload: PByte;
  Size: LongInt);
var
  Header: PEthernetHeader;
begin
  Header := PEthernetHeader(Payload - SizeOf(TEthernetHeader));
  Header^.Destination := Target;
  Header^.Source := Device^.Mac;
  Header^.Kind := NtoBE(Kind);
  Inc(Size, SizeOf(TEthernetHeader));
  Inc(Device^.Counters.FramesOut);
  Inc(Device^.Counters.BytesOut, Size);
  Device^.Transmit(Device, Header, Size);
end;

procedure SendArp(Device: PNetInterface; Operation: Word; const TargetMac: TMac;
  Target: LongWord; const LinkTarget: TMac);
var
  Buffer: array[0..HeaderRoom + SizeOf(TArpPacket) + 18] of Byte;
  Packet: PArpPacket;
begin
  FillChar(Buffer, SizeOf(Buffer), 0);
  Packet := @Buffer[HeaderRoom];
  Packet^.Hardware := NtoBE(Word(1));
  Packet^.Protocol := NtoBE(Word(EthernetIp4));
  Packet^.HardwareSize := 6;
  Packet^.ProtocolSize := 4;
  Packet^.Operation := NtoBE(Operation);
  Packet^.SenderMac := Device^.Mac;
  Packet^.SenderAddress := NtoBE(Device^.Address);
  Packet^.TargetMac := TargetMac;
  Packet^.TargetAddress := NtoBE(Target);
  { The least Ethernet payload is 46 bytes. }
  SendFrame(Device, LinkTarget, EthernetArp, PByte(Packet), 46);
end;

procedure SendArpRequest(Device: PNetInterface; Target: LongWord);
const
  Unknown: TMac = (0, 0, 0, 0, 0, 0);
begin
  SendArp(Device, 1, Unknown, Target, BroadcastMac);
end;

procedure ReleasePending(Stack: PNetStack; Frame: PPendingFrame);
begin
  Dec(Stack^.PendingFrames);
  NetRelease(Stack, Frame, SizeOf(TPendingFrame) + HeaderRoom + Frame^.Size);
end;

procedure DropPending(Stack: PNetStack; var Neighbour: TNeighbour); inline;
var
  Frame: PPendingFrame;
begin
  while Neighbour.Pending <> nil do
  begin
    Frame := Neighbour.Pending;
    Neighbour.Pending := Frame^.Next;
    ReleasePending(Stack, Frame);
  end;
  Neighbour.PendingCount := 0;
end;

procedure FreeNeighbour(Stack: PNetStack; var Neighbour: TNeighbour);
begin
  DropPending(Stack, Neighbour);
  Neighbour.State := nsFree;
end;

function FindNeighbour(Device: PNetInterface; const Address: TNetAddress): LongInt;
begin
  for Result := 0 to ArpEntries - 1 do
    if (Device^.Stack^.Neighbours[Result].State <> nsFree)
      and (Device^.Stack^.Neighbours[Result].Device = Device)
      and SameAddress(Device^.Stack^.Neighbours[Result].Address, Address) then
      Exit;
  Result := -1;
end;

function NeighbourKnown(Stack: PNetStack; const Wanted: TNetAddress): Boolean;
var
  Index: LongInt;
begin
  for Index := 0 to ArpEntries - 1 do
    if (Stack^.Neighbours[Index].State >= nsReachable)
      and SameAddress(Stack^.Neighbours[Index].Address, Wanted) then
      Exit(True);
  Result := False;
end;

{ A free entry, or else the one that ends first, so that a flood cannot lock us out. }
function NewNeighbour(Device: PNetInterface; const Wanted: TNetAddress): LongInt;
var
  Index: LongInt;
  Stack: PNetStack;
begin
  Stack := Device^.Stack;
  Result := 0;
  for Index := 0 to ArpEntries - 1 do
    if Stack^.Neighbours[Index].State = nsFree then
    begin
      Result := Index;
      Break;
    end
    else if Stack^.Neighbours[Index].Deadline < Stack^.Neighbours[Result].Deadline then
      Result := Index;
  FreeNeighbour(Stack, Stack^.Neighbours[Result]);
  FillChar(Stack^.Neighbours[Result], SizeOf(TNeighbour), 0);
  Stack^.Neighbours[Result].Device := Device;
  Stack^.Neighbours[Result].Address := Wanted;
end;

procedure KeepPending(Stack: PNetStack; var Neighbour: TNeighbour; Kind: Word; Payload: PByte;
  Size: LongInt);
var
  Frame: PPendingFrame;
  Link: ^PPendingFrame;
begin
  if (Stack^.PendingFrames >= ArpPendingLimit)
    or (Neighbour.PendingCount >= PendingPerNeighbour) then
    Exit;
  Frame := NetAllocate(Stack, SizeOf(TPendingFrame) + HeaderRoom + Size);
  if Frame = nil then
    Exit;
  Inc(Stack^.PendingFrames);
  Inc(Neighbour.PendingCount);
  Frame^.Size := Size;
  Frame^.Next := nil;
  PWord(Frame + 1)^ := Kind;
  Move(Payload^, (PByte(Frame + 1) + HeaderRoom)^, Size);
  Link := @Neighbour.Pending;
  while Link^ <> nil do
    Link := @Link^^.Next;
  Link^ := Frame;
end;

procedure FlushPending(Stack: PNetStack; var Neighbour: TNeighbour); inline;
var
  Frame: PPendingFrame;
  Kind: Word;
begin
  while Neighbour.Pending <> nil do
  begin
    Frame := Neighbour.Pending;
    Neighbour.Pending := Frame^.Next;
    Kind := PWord(Frame + 1)^;
    SendFrame(Neighbour.Device, Neighbour.Mac, Kind, PByte(Frame + 1) + HeaderRoom, Frame^.Size);
    ReleasePending(Stack, Frame);
  end;
  Neighbour.PendingCount := 0;
end;

procedure ArmNeighbourTimer(Stack: PNetStack; Deadline: Int64);
begin
  if (Stack^.NeighbourTimer.Place = 0) or (Deadline < Stack^.NeighbourTimer.Deadline) then
    SetTimer(Stack^.Timers, @Stack^.NeighbourTimer, Deadline);
end;

{ A neighbour whose MAC is known keeps being sent to while it is asked, itself and not everybody (RFC 1122 2.3.2.1):
  one lost answer must not hold up all connections through a router. }
procedure Solicit(const Neighbour: TNeighbour);
const
  Unknown: TMac = (0, 0, 0, 0, 0, 0);
begin
  if Neighbour.State = nsProbing then
    SendArp(Neighbour.Device, 1, Unknown, LongWord(Neighbour.Address.Low), Neighbour.Mac)
  else
    SendArpRequest(Neighbour.Device, LongWord(Neighbour.Address.Low));
end;

procedure StartSolicit(Stack: PNetStack; var Neighbour: TNeighbour);
begin
  if Neighbour.State = nsReachable then
    Neighbour.State := nsProbing
  else
    Neighbour.State := nsIncomplete;
  Neighbour.Attempts := 1;
  Neighbour.Deadline := Stack^.Clock() + RetryNs;
  ArmNeighbourTimer(Stack, Neighbour.Deadline);
  Solicit(Neighbour);
end;

procedure SendToNeighbour(Device: PNetInterface; const NextHop: TNetAddress; Kind: Word;
  Payload: PByte; Size: LongInt);
var
  Index: LongInt;
  Stack: PNetStack;
begin
  Stack := Device^.Stack;
  Index := FindNeighbour(Device, NextHop);
  if Index < 0 then
    Index := NewNeighbour(Device, NextHop);
  with Stack^.Neighbours[Index] do
    if State >= nsReachable then
    begin
      SendFrame(Device, Mac, Kind, Payload, Size);
      { Old: asked again, and used meanwhile. }
      if (State = nsReachable) and (Stack^.Clock() >= Deadline) then
        StartSolicit(Stack, Stack^.Neighbours[Index]);
    end
    else
    begin
      KeepPending(Stack, Stack^.Neighbours[Index], Kind, Payload, Size);
      if State <> nsIncomplete then
        StartSolicit(Stack, Stack^.Neighbours[Index]);
    end;
end;

procedure LearnNeighbour(Device: PNetInterface; const Address: TNetAddress; const Mac: TMac;
  Create: Boolean);
var
  Index: LongInt;
  Stack: PNetStack;
begin
  { A group address cannot be one host's. }
  if Mac[0] and 1 <> 0 then
    Exit;
  Stack := Device^.Stack;
  Index := FindNeighbour(Device, Address);
  if (Index < 0) and not Create then
    Exit;
  if Index < 0 then
    Index := NewNeighbour(Device, Address);
  Stack^.Neighbours[Index].Mac := Mac;
  Stack^.Neighbours[Index].State := nsReachable;
  Stack^.Neighbours[Index].Deadline := Stack^.Clock() + ReachableNs;
  FlushPending(Stack, Stack^.Neighbours[Index]);
end;

procedure DoubtNeighbour(Stack: PNetStack; const Suspect: TNetAddress);
var
  Index: LongInt;
begin
  if Assigned(Stack^.Doubt6) then
    Stack^.Doubt6(Stack, Suspect);
  for Index := 0 to ArpEntries - 1 do
    with Stack^.Neighbours[Index] do
      if (State = nsReachable) and (SameAddress(Address, Suspect)
        or SameAddress(Address, Ip4(Device^.Gateway))) then
        StartSolicit(Stack, Stack^.Neighbours[Index]);
end;

procedure ForgetNeighbours(Stack: PNetStack; Device: PNetInterface);
var
  Index: LongInt;
begin
  for Index := 0 to ArpEntries - 1 do
    if (Device = nil) or (Stack^.Neighbours[Index].Device = Device) then
      FreeNeighbour(Stack, Stack^.Neighbours[Index]);
end;

procedure NeighbourTimerFired(Stack: PNetStack);
var
  Index: LongInt;
  Now: Int64;
begin
  Now := Stack^.Clock();
  for Index := 0 to ArpEntries - 1 do
    with Stack^.Neighbours[Index] do
      if State in [nsIncomplete, nsProbing] then
      begin
        if Deadline <= Now then
        begin
          if Attempts >= AttemptLimit then
          begin
            FreeNeighbour(Stack, Stack^.Neighbours[Index]);
            Continue;
          end;
          Inc(Attempts);
          Deadline := Now + RetryNs;
          Solicit(Stack^.Neighbours[Index]);
        end;
        ArmNeighbourTimer(Stack, Deadline);
      end;
end;

{ Another host says that our address is its own (RFC 5227 2.4): the one that lent it to us is told, else we defend it,
  at most every ten seconds, and keep it (rule c): an appliance is a server. }
procedure AddressInUse(Device: PNetInterface);
var
  Now: Int64;
begin
  Now := Device^.Stack^.Clock();
  if Assigned(Device^.OnConflict) then
    Device^.OnConflict(Device, Device^.ConflictOwner)
  else if (Device^.DefendedAt = 0) or (Now - Device^.DefendedAt >= DefendNs) then
  begin
    Device^.DefendedAt := Now;
    SendArpRequest(Device, Device^.Address);
  end;
end;

procedure ArpInput(Device: PNetInterface; Packet: PByte; Size: LongInt);
var
  Sender, Target: LongWord;
  ForUs: Boolean;
begin
  with PArpPacket(Packet)^ do
  begin
    if (Size < SizeOf(TArpPacket)) or (Hardware <> NtoBE(Word(1)))
      or (Protocol <> NtoBE(Word(EthernetIp4))) or (HardwareSize <> 6) or (ProtocolSize <> 4) then
    begin
      Inc(Device^.Counters.Malformed);
      Exit;
    end;
    Sender := BEtoN(SenderAddress);
    Target := BEtoN(TargetAddress);
    ForUs := (Device^.Address <> 0) and (Target = Device^.Address);
    if (Sender = Device^.Address) and (Sender <> 0) and (CompareByte(SenderMac, Device^.Mac, SizeOf(TMac)) <> 0) then
      AddressInUse(Device);
    { Only addresses of this link, never our own. }
    if (Sender = 0) or (Sender = Device^.Address)
      or ((Sender xor Device^.Address) and Device^.Mask <> 0) then
      Exit;
    LearnNeighbour(Device, Ip4(Sender), SenderMac, ForUs and (Operation = NtoBE(Word(1))));
    if ForUs and (Operation = NtoBE(Word(1))) then
      SendArp(Device, 2, SenderMac, Sender, SenderMac);
  end;
end;

end.
