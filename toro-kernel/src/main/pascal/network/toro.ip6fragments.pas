{ SPDX-License-Identifier: Apache-2.0 }
{ Puts the fragments of an IPv6 packet together (RFC 8200 4.5): pieces that overlap end the packet (RFC 5722), an
  exact copy of a piece is ignored, what is not whole after 60 seconds goes and its sender is told. At most
  Reassembly6Limit packets are kept, the oldest goes first. Called by Toro.Ip6Input. }
unit Toro.Ip6Fragments;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

{ Takes in what follows the fragment header in Packet. True: the packet is whole; Packet and NextHeader are
  then the whole until ReleasePacket(Slot). }
function AddFragment6(Stack: PNetStack; var Packet: TIncoming; const Fragment: TFragmentHeader;
  out NextHeader: Byte; out Slot: LongInt): Boolean;
procedure ReleasePacket(State: PState6; Slot: LongInt);
procedure Reassembly6TimerFired(State: PState6);

implementation

uses
  Toro.NetTimers, Toro.Icmp6;

const
  ReassemblyNs = 60 * NsPerSecond;
  BufferSize = HeaderRoom + MaxDatagram;

type
  PReassembly6 = ^TReassembly6;

procedure ReleasePacket(State: PState6; Slot: LongInt);
begin
  NetRelease(State^.Stack, State^.Reassemblies[Slot].Buffer, BufferSize);
  State^.Reassemblies[Slot].Buffer := nil;
  State^.Reassemblies[Slot].Used := False;
end;

{ The packet as far as it is there: a header of its own before the payload. }
procedure Describe(const Item: TReassembly6; Size: LongInt; out Packet: TIncoming);
var
  Header: PIp6Header;
begin
  FillChar(Packet, SizeOf(Packet), 0);
  Packet.Device := Item.Face;
  Packet.Source := Item.Source;
  Packet.Destination := Item.Destination;
  Packet.Data := Item.Buffer + HeaderRoom;
  Packet.Size := Size;
  Packet.Header := Packet.Data - SizeOf(TIp6Header);
  Header := PIp6Header(Packet.Header);
  Header^.PayloadSize := NtoBE(Word(Size));
  Header^.NextHeader := Item.NextHeader;
end;

{ Only when the first fragment is here does the sender learn of it (RFC 8200 4.5). }
procedure TimeOut(State: PState6; Slot: LongInt);
var
  Packet: TIncoming;
  Item: PReassembly6;
begin
  Item := @State^.Reassemblies[Slot];
  if (Item^.PieceCount > 0) and (Item^.Pieces[0].Start = 0) then
  begin
    Describe(Item^, Item^.Pieces[0].Stop, Packet);
    Packet.Broadcast := Item^.Destination.High shr 56 = $FF;
    SendError6(State^.Stack, Packet, Icmp6TimeExceeded, ExceededReassembly, 0);
  end;
  ReleasePacket(State, Slot);
end;

procedure Reassembly6TimerFired(State: PState6);
var
  Index: LongInt;
  Now, Next: Int64;
begin
  Now := State^.Stack^.Clock();
  Next := Always;
  for Index := 0 to Reassembly6Limit - 1 do
    with State^.Reassemblies[Index] do
      if Used then
        if Deadline <= Now then
          TimeOut(State, Index)
        else if Deadline < Next then
          Next := Deadline;
  if Next < Always then
    SetTimer(State^.Stack^.Timers, @State^.ReassemblyTimer, Next);
end;

{ The protocol is not part of the name: fragments may differ in it (RFC 8200 4.5). }
function FindSlot(State: PState6; const Packet: TIncoming; Wanted: LongWord): LongInt;
begin
  for Result := 0 to Reassembly6Limit - 1 do
    with State^.Reassemblies[Result] do
      if Used and (Id = Wanted) and SameAddress(Source, Packet.Source)
        and SameAddress(Destination, Packet.Destination) then
        Exit;
  Result := -1;
end;

function NewSlot(State: PState6): LongInt;
var
  Index: LongInt;
begin
  Result := 0;
  for Index := 0 to Reassembly6Limit - 1 do
    if not State^.Reassemblies[Index].Used then
      Exit(Index)
    else if State^.Reassemblies[Index].Deadline < State^.Reassemblies[Result].Deadline then
      Result := Index;
  ReleasePacket(State, Result);
end;

function OpenSlot(State: PState6; const Packet: TIncoming; Name: LongWord): LongInt;
var
  Item: PReassembly6;
begin
  Result := NewSlot(State);
  Item := @State^.Reassemblies[Result];
  FillChar(Item^, SizeOf(TReassembly6), 0);
  Item^.Buffer := NetAllocate(State^.Stack, BufferSize);
  if Item^.Buffer = nil then
    Exit(-1);
  Item^.Used := True;
  Item^.Face := Packet.Device;
  Item^.Source := Packet.Source;
  Item^.Destination := Packet.Destination;
  Item^.Id := Name;
  Item^.Deadline := State^.Stack^.Clock() + ReassemblyNs;
  Item^.Total := -1;
  if State^.ReassemblyTimer.Place = 0 then
    SetTimer(State^.Stack^.Timers, @State^.ReassemblyTimer, Item^.Deadline);
end;

type
  TFit = (fitNew, fitCopy, fitWrong);

{ Where the piece goes among those that are here, which are in order. }
function Fit(const Item: TReassembly6; Start, Stop: LongInt; out Index: LongInt): TFit;
begin
  Index := 0;
  while (Index < Item.PieceCount) and (Item.Pieces[Index].Stop <= Start) do
    Inc(Index);
  Result := fitNew;
  if (Index < Item.PieceCount) and (Item.Pieces[Index].Start < Stop) then
    if (Item.Pieces[Index].Start = Start) and (Item.Pieces[Index].Stop = Stop) then
      Result := fitCopy
    else
      Result := fitWrong;
  if (Item.PieceCount = PieceLimit) and (Result = fitNew)
    or (Item.Total >= 0) and (Stop > Item.Total) then
    Result := fitWrong;
end;

procedure Insert(var Item: TReassembly6; Index, Start, Stop: LongInt);
begin
  Move(Item.Pieces[Index], Item.Pieces[Index + 1],
    (Item.PieceCount - Index) * SizeOf(TPiece));
  Item.Pieces[Index].Start := Start;
  Item.Pieces[Index].Stop := Stop;
  Inc(Item.PieceCount);
  Inc(Item.Covered, Stop - Start);
end;

{ Takes the piece, which lies in Packet.Data. False: the whole packet is to go. }
function Take(var Item: TReassembly6; const Packet: TIncoming; const Fragment: TFragmentHeader;
  Start: LongInt; Last: Boolean): Boolean;
var
  Index, Stop: LongInt;
begin
  Stop := Start + Packet.Size;
  case Fit(Item, Start, Stop, Index) of
    fitWrong: Exit(False);
    fitCopy: Exit(True);
  end;
  if Last and ((Item.Total >= 0) or (Index < Item.PieceCount)) then
    Exit(False);
  Insert(Item, Index, Start, Stop);
  Move(Packet.Data^, Item.Buffer[HeaderRoom + Start], Packet.Size);
  if Last then
    Item.Total := Stop;
  if Start = 0 then
  begin
    { An error about the packet quotes header and payload together. }
    Move(Packet.Header^, (Item.Buffer + HeaderRoom - SizeOf(TIp6Header))^, SizeOf(TIp6Header));
    Item.NextHeader := Fragment.NextHeader;
  end;
  Result := True;
end;

{ What RFC 8200 4.5 wants said about a single fragment. True: it may be used. }
function CheckFragment(Stack: PNetStack; const Packet: TIncoming; Start: LongInt;
  Last: Boolean): Boolean;
const
  PayloadSizeField = 4;
begin
  Result := False;
  if not Last and (Packet.Size and 7 <> 0) then
    SendError6(Stack, Packet, Icmp6Parameter, ParameterField, PayloadSizeField)
  else if Start + Packet.Size > MaxDatagram then
    SendError6(Stack, Packet, Icmp6Parameter, ParameterField,
      Packet.Data - Packet.Header - SizeOf(TFragmentHeader) + 2)
  else
    Result := Packet.Size > 0;
end;

function AddFragment6(Stack: PNetStack; var Packet: TIncoming; const Fragment: TFragmentHeader;
  out NextHeader: Byte; out Slot: LongInt): Boolean;
var
  Start: LongInt;
  Last: Boolean;
  State: PState6;
  Item: PReassembly6;
  Group: Boolean;
begin
  Result := False;
  NextHeader := 0;
  Slot := -1;
  Inc(Stack^.Counters.FragmentsIn);
  Start := BEtoN(Fragment.OffsetFlags) and $FFF8;
  Last := BEtoN(Fragment.OffsetFlags) and 1 = 0;
  if not CheckFragment(Stack, Packet, Start, Last) then
    Exit;
  State := StateOf(Stack);
  Slot := FindSlot(State, Packet, Fragment.Id);
  if Slot < 0 then
    Slot := OpenSlot(State, Packet, Fragment.Id);
  if Slot < 0 then
    Exit;
  Item := @State^.Reassemblies[Slot];
  if not Take(Item^, Packet, Fragment, Start, Last) then
  begin
    ReleasePacket(State, Slot);
    Exit;
  end;
  Result := Item^.Covered = Item^.Total;
  if not Result then
    Exit;
  Inc(Stack^.Counters.Reassembled);
  NextHeader := Item^.NextHeader;
  Group := Packet.Broadcast;
  Describe(Item^, Item^.Total, Packet);
  Packet.Broadcast := Group;
end;

end.
