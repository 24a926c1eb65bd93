{ SPDX-License-Identifier: Apache-2.0 }
{ The virtio entropy device: random bytes from the host. VIRTIO 1.2, 5.4.

  Called by: Toro.Random, for getrandom and the random devices, once this unit is linked.
  Touches: the device, through Toro.Virtio. }
unit Toro.VirtioRng;

{$mode objfpc}

interface

implementation

uses
  Toro.Clock, Toro.Dma, Toro.Drivers, Toro.Random, Toro.Virtio, Toro.VirtioMmio, Toro.VirtioPci,
  Toro.Waiting;

const
  RequestQueue = 0;
  QueueSize = 4;
  PoolSize = 256;
  { A host that gives nothing for so long has no randomness to give. }
  PatienceNs = Int64(1000000000);

var
  Queue: PVirtioQueue;
  Pool: PByte; { what the device last gave; bytes are handed out once }
  PoolLeft: LongWord;
  Waiters: TWaitQueue;
  Busy: Boolean; { the request is at the device }

procedure BytesCame(Queue: PVirtioQueue);
begin
  DisableQueueInterrupts(Queue);
  WakeAll(Waiters);
end;

procedure SendRequest;
var
  Piece: TVirtioBuffer;
begin
  Piece.Data := Pool;
  Piece.Size := PoolSize;
  Piece.DeviceWrites := True;
  Busy := AddBuffers(Queue, @Piece, 1, Pool);
  Kick(Queue);
end;

{ Threads share the one request: each looks for itself whether it has been answered. False: the
  host gave nothing in time; the request stays with the device and is awaited the next time. }
function FillPool: Boolean;
var
  Deadline: Int64;
  Token: Pointer;
  Given: LongWord;
begin
  Deadline := MonotonicNs + PatienceNs;
  while PoolLeft = 0 do
  begin
    if not Busy then
      SendRequest;
    if TakeUsed(Queue, Token, Given) then
    begin
      Busy := False;
      if Given > PoolSize then
        Given := PoolSize;
      PoolLeft := Given;
    end
    else if not EnableQueueInterrupts(Queue) and not WaitOn(Waiters, Deadline)
      and not HasUsed(Queue) then
      Break;
  end;
  Result := PoolLeft > 0;
end;

{ A byte that has been given out is wiped: what a program got cannot be read back. }
function GiveBytes(Buffer: Pointer; Size: PtrUInt): Boolean;
var
  Target: PByte;
begin
  Target := Buffer;
  while Size > 0 do
  begin
    if (PoolLeft = 0) and not FillPool then
      Exit(False);
    Dec(PoolLeft);
    Target^ := Pool[PoolLeft];
    Pool[PoolLeft] := 0;
    Inc(Target);
    Dec(Size);
  end;
  Result := True;
end;

function Probe(BusDevice: PBusDevice): Boolean;
var
  Device: PVirtioDevice;
begin
  Result := Queue = nil;
  if not Result then
    Exit;
  Device := BusDevice^.Handle;
  Pool := AllocateDma(PoolSize);
  Result := (Pool <> nil) and BeginVirtio(Device, 0);
  if Result then
    Queue := StartQueue(Device, RequestQueue, QueueSize, @BytesCame, nil);
  Result := Result and (Queue <> nil) and FinishVirtio(Device);
  if Result then
    RandomImplementation := @GiveBytes
  else
    Queue := nil;
end;

const
  Ids: array[0..0] of TDeviceId = ((Bus: bkVirtio; Vendor: AnyId; Device: VirtioEntropy));
var
  Driver: TDriver = (Name: 'virtio-rng'; Ids: @Ids; IdCount: 1; Probe: @Probe; Next: nil);

initialization
  RegisterDriver(@Driver);
end.
