{ SPDX-License-Identifier: Apache-2.0 }
{ The virtio entropy device: random bytes from the host. VIRTIO 1.2, 5.4.

  Called by: Toro.Random, for getrandom and the random devices, once this unit is linked.
  Touches: the device, through Toro.Virtio. }
unit Toro.VirtioRng;

{$mode objfpc}

interface

implementation

uses
  Toro.Clock, Toro.Cpu, Toro.Dma, Toro.Drivers, Toro.Random, Toro.Virtio, Toro.VirtioMmio,
  Toro.VirtioPci, Toro.Waiting;

const
  RequestQueue = 0;
  QueueSize = 4;
  PoolSize = 256;
  { A host that gives nothing for so long has no randomness to give. }
  PatienceNs = Int64(1000000000);

var
  Queue: PVirtioQueue;
  Pool: PByte; { what the device last gave }
  PoolLeft: LongWord; { bytes of it that nobody has got yet }
  Busy: Boolean; { the request is at the device, and the pool with it }
  Lock: TSpinLock; { guards the four above, never held while waiting }
  Waiters: TWaitQueue;

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

procedure TakeAnswer;
var
  Token: Pointer;
  Given: LongWord;
begin
  if not TakeUsed(Queue, Token, Given) then
    Exit;
  Busy := False;
  if Given > PoolSize then
    Given := PoolSize;
  PoolLeft := Given;
end;

{ Hands out bytes while there are some, and orders more when there are none. A byte that has been
  given out is wiped: what a program got cannot be read back. }
procedure TakeBytes(var Target: PByte; var Size: PtrUInt);
begin
  AcquireSpinLock(Lock);
  if Busy then
    TakeAnswer;
  while (Size > 0) and (PoolLeft > 0) do
  begin
    Dec(PoolLeft);
    Target^ := Pool[PoolLeft];
    Pool[PoolLeft] := 0;
    Inc(Target);
    Dec(Size);
  end;
  if (Size > 0) and not Busy then
    SendRequest;
  ReleaseSpinLock(Lock);
end;

{ False: the host gave nothing in time; the request stays with it and is awaited the next time. }
function GiveBytes(Buffer: Pointer; Size: PtrUInt): Boolean;
var
  Target: PByte;
  Before: PtrUInt;
  Deadline: Int64;
begin
  Target := Buffer;
  Before := Size + 1;
  while Size > 0 do
  begin
    if Size < Before then
      Deadline := MonotonicNs + PatienceNs;
    Before := Size;
    TakeBytes(Target, Size);
    if (Size = Before) and not EnableQueueInterrupts(Queue)
      and not WaitOn(Waiters, Deadline) and not HasUsed(Queue) then
      Exit(False);
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
