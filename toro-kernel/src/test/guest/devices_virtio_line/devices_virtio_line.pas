{ SPDX-License-Identifier: Apache-2.0 }
{ A version 1.0 virtio device on PCI without MSI-X interrupts by its line; two devices on one line
  both get through. }
program devices_virtio_line;

{$mode objfpc}

uses
  Pci, Toro.Clock, Toro.Drivers, Toro.Virtio, Toro.VirtioPci, Toro.Waiting;

const
  MaxQueues = 4;
  PatienceNs = Int64(20000000000);

var
  Queues: array[0..MaxQueues - 1] of PVirtioQueue;
  QueueCount: LongInt;
  Waiters: TWaitQueue;

procedure Done(Queue: PVirtioQueue);
begin
  WakeAll(Waiters);
end;

function Probe(BusDevice: PBusDevice): Boolean;
var
  Queue: PVirtioQueue;
begin
  Result := BeginVirtio(BusDevice^.Handle, 0);
  if not Result then
    Exit;
  Queue := StartQueue(BusDevice^.Handle, 0, 8, @Done, nil);
  Result := (Queue <> nil) and FinishVirtio(BusDevice^.Handle);
  Queues[QueueCount] := Queue;
  Inc(QueueCount);
end;

const
  Ids: array[0..0] of TDeviceId = ((Bus: bkVirtio; Vendor: AnyId; Device: VirtioEntropy));
var
  Driver: TDriver = (Name: 'test'; Ids: @Ids; IdCount: 1; Probe: @Probe; Next: nil);

var
  Bytes: array[0..99] of Byte;

{ One request; True when it came back by interrupt in time }
function Works(Queue: PVirtioQueue): Boolean;
var
  Piece: TVirtioBuffer;
  Token: Pointer;
  Length: LongWord;
  Deadline: Int64;
begin
  Deadline := MonotonicNs + PatienceNs;
  Piece.Data := @Bytes;
  Piece.Size := SizeOf(Bytes);
  Piece.DeviceWrites := True;
  Result := AddBuffers(Queue, @Piece, 1, @Bytes);
  Kick(Queue);
  while not TakeUsed(Queue, Token, Length) do
    if not EnableQueueInterrupts(Queue) and not WaitOn(Waiters, Deadline) then
      Exit(False);
end;

function Lines: LongInt;
var
  Device: PBusDevInfo;
  Line: LongWord;
begin
  Result := 0;
  Line := 0;
  Device := PCIDevices;
  while Device <> nil do
  begin
    if (Device^.Vendor = $1AF4) and (Device^.irq <> Line) then
    begin
      Line := Device^.irq;
      Inc(Result);
    end;
    Device := Device^.Next;
  end;
end;

var
  Turn: LongInt;
  AllWork: Boolean;
begin
  RegisterDriver(@Driver);
  WriteLn('devices: ', QueueCount, ', lines: ', Lines);
  AllWork := QueueCount > 0;
  for Turn := 0 to 19 do
    AllWork := AllWork and Works(Queues[Turn mod QueueCount]);
  WriteLn('all work: ', AllWork);
end.
