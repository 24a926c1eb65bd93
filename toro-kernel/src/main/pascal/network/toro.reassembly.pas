{ SPDX-License-Identifier: Apache-2.0 }
{ Puts the fragments of a datagram together (RFC 791 3.2, RFC 815, RFC 8200 4.5). Called by the IP
  input units. At most ReassemblyLimit datagrams are kept, each 30 seconds; a fragment that overlaps
  another in part ends its datagram (RFC 5722), an exact copy is ignored. }
unit Toro.Reassembly;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Takes in one fragment of Size bytes at Offset. True when the datagram is whole: Datagram and Total
  tell where it is until ReleaseDatagram(Slot). }
function AddFragment(Stack: PNetStack; const Source, Destination: TNetAddress; Id: LongWord;
  Protocol: Byte; Data: PByte; Offset, Size: LongInt; Last: Boolean; out Datagram: PByte;
  out Total, Slot: LongInt): Boolean;
procedure ReleaseDatagram(Stack: PNetStack; Slot: LongInt);
procedure ReassemblyTimerFired(Stack: PNetStack);

implementation

uses
  Toro.NetRanges, Toro.NetTimers;

const
  { RFC 1122 3.3.2: from 60 to 120 seconds; kept shorter, as memory is, as Linux does. }
  ReassemblyNs = 30 * NsPerSecond;
  BufferSize = HeaderRoom + MaxDatagram;

procedure ReleaseDatagram(Stack: PNetStack; Slot: LongInt);
begin
  with Stack^.Reassemblies[Slot] do
  begin
    NetRelease(Stack, Buffer, BufferSize);
    Buffer := nil;
    Used := False;
  end;
end;

procedure ReassemblyTimerFired(Stack: PNetStack);
var
  Index: LongInt;
  Now, Next: Int64;
begin
  Now := Stack^.Clock();
  Next := High(Int64);
  for Index := 0 to ReassemblyLimit - 1 do
    with Stack^.Reassemblies[Index] do
      if Used then
        if Deadline <= Now then
          ReleaseDatagram(Stack, Index)
        else if Deadline < Next then
          Next := Deadline;
  if Next < High(Int64) then
    SetTimer(Stack^.Timers, @Stack^.ReassemblyTimer, Next);
end;

function FindSlot(Stack: PNetStack; const Source, Destination: TNetAddress; Id: LongWord;
  Protocol: Byte): LongInt;
begin
  for Result := 0 to ReassemblyLimit - 1 do
    if Stack^.Reassemblies[Result].Used and (Stack^.Reassemblies[Result].Id = Id)
      and (Stack^.Reassemblies[Result].Protocol = Protocol)
      and SameAddress(Stack^.Reassemblies[Result].Source, Source)
      and SameAddress(Stack^.Reassemblies[Result].Destination, Destination) then
      Exit;
  Result := -1;
end;

{ A free slot, or the oldest: a stranger's fragments cannot keep others out. }
function NewSlot(Stack: PNetStack): LongInt;
var
  Index: LongInt;
begin
  Result := 0;
  for Index := 0 to ReassemblyLimit - 1 do
    if not Stack^.Reassemblies[Index].Used then
      Exit(Index)
    else if Stack^.Reassemblies[Index].Deadline < Stack^.Reassemblies[Result].Deadline then
      Result := Index;
  ReleaseDatagram(Stack, Result);
end;

function OpenSlot(Stack: PNetStack; const ASource, ADestination: TNetAddress; AnId: LongWord;
  AProtocol: Byte): LongInt;
begin
  Result := NewSlot(Stack);
  with Stack^.Reassemblies[Result] do
  begin
    Buffer := NetAllocate(Stack, BufferSize);
    if Buffer = nil then
      Exit(-1);
    Used := True;
    Source := ASource;
    Destination := ADestination;
    Id := AnId;
    Protocol := AProtocol;
    Deadline := Stack^.Clock() + ReassemblyNs;
    Total := -1;
    Received.Count := 0;
    if Stack^.ReassemblyTimer.Place = 0 then
      SetTimer(Stack^.Timers, @Stack^.ReassemblyTimer, Deadline);
  end;
end;

function AddFragment(Stack: PNetStack; const Source, Destination: TNetAddress; Id: LongWord;
  Protocol: Byte; Data: PByte; Offset, Size: LongInt; Last: Boolean; out Datagram: PByte;
  out Total, Slot: LongInt): Boolean;
var
  Covered: LongInt;
  Item: PReassembly;
begin
  Result := False;
  Datagram := nil;
  Total := 0;
  Inc(Stack^.Counters.FragmentsIn);
  Slot := FindSlot(Stack, Source, Destination, Id, Protocol);
  { Every piece but the last is a whole number of 8 bytes. }
  if (Size <= 0) or (Offset + Size > MaxDatagram) or (not Last and (Size and 7 <> 0)) then
    Exit;
  if Slot < 0 then
    Slot := OpenSlot(Stack, Source, Destination, Id, Protocol);
  if Slot < 0 then
    Exit;
  Item := @Stack^.Reassemblies[Slot];
  Covered := CoveredBytes(Item^.Received, Offset, Offset + Size);
  if Covered = Size then
    Exit;
  if (Covered > 0) or ((Item^.Total >= 0) and (Last or (Offset + Size > Item^.Total)))
    or not AddRange(Item^.Received, Offset, Offset + Size) then
  begin
    ReleaseDatagram(Stack, Slot);
    Exit;
  end;
  Move(Data^, Item^.Buffer[HeaderRoom + Offset], Size);
  if Last then
    Item^.Total := Offset + Size;
  Result := (Item^.Total >= 0) and (Item^.Received.Count = 1)
    and (Item^.Received.Items[0].Start = 0)
    and (Item^.Received.Items[0].Stop = LongWord(Item^.Total));
  if (Item^.Total >= 0) and not Result and (Item^.Received.Count > 0)
    and (Item^.Received.Items[Item^.Received.Count - 1].Stop > LongWord(Item^.Total)) then
    ReleaseDatagram(Stack, Slot);
  if not Result then
    Exit;
  Inc(Stack^.Counters.Reassembled);
  Datagram := Item^.Buffer + HeaderRoom;
  Total := Item^.Total;
end;

end.
