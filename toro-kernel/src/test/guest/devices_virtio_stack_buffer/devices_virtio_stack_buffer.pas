{ SPDX-License-Identifier: Apache-2.0 }
{ A buffer on the stack, whose pages lie anywhere in memory or do not exist yet, is filled by a
  device as one buffer; memory around it is left alone. }
program devices_virtio_stack_buffer;

{$mode objfpc}

uses
  Toro.Clock, Toro.Drivers, Toro.Virtio, Toro.VirtioMmio, Toro.VirtioPci, Toro.Waiting;

const
  GuardSize = 64;
  BufferSize = 5 * 4096 + 123;
  GuardByte = $A5;
  PatienceNs = Int64(10000000000);

var
  Queue: PVirtioQueue;
  Waiters: TWaitQueue;

procedure Done(Queue: PVirtioQueue);
begin
  WakeAll(Waiters);
end;

function Probe(BusDevice: PBusDevice): Boolean;
begin
  Result := BeginVirtio(BusDevice^.Handle, 0);
  if Result then
    Queue := StartQueue(BusDevice^.Handle, 0, 16, @Done, nil);
  Result := Result and (Queue <> nil) and FinishVirtio(BusDevice^.Handle);
end;

const
  Ids: array[0..0] of TDeviceId = ((Bus: bkVirtio; Vendor: AnyId; Device: VirtioEntropy));
var
  Driver: TDriver = (Name: 'test'; Ids: @Ids; IdCount: 1; Probe: @Probe; Next: nil);

{ One request; the length that the device says it wrote }
function Transfer(Buffer: Pointer; Size: LongWord): LongWord;
var
  Piece: TVirtioBuffer;
  Token: Pointer;
  Deadline: Int64;
begin
  Deadline := MonotonicNs + PatienceNs;
  Piece.Data := Buffer;
  Piece.Size := Size;
  Piece.DeviceWrites := True;
  if not AddBuffers(Queue, @Piece, 1, Buffer) then
    Exit(0);
  Kick(Queue);
  while not TakeUsed(Queue, Token, Result) do
    if not EnableQueueInterrupts(Queue) and not WaitOn(Waiters, Deadline) then
      Exit(0);
  if Token <> Buffer then
    Result := 0;
end;

procedure Test;
var
  Block: packed record
    Before: array[0..GuardSize - 1] of Byte;
    Bytes: array[0..BufferSize - 1] of Byte;
    After: array[0..GuardSize - 1] of Byte;
  end;
  Index, Zeros, LongestZeros: LongInt;
  Whole: Boolean;
begin
  FillChar(Block.Before, GuardSize, GuardByte);
  FillChar(Block.After, GuardSize, GuardByte);
  WriteLn('length: ', Transfer(@Block.Bytes, BufferSize));
  Zeros := 0;
  LongestZeros := 0;
  for Index := 0 to BufferSize - 1 do
  begin
    Inc(Zeros);
    if Block.Bytes[Index] <> 0 then
      Zeros := 0;
    if Zeros > LongestZeros then
      LongestZeros := Zeros;
  end;
  WriteLn('filled everywhere: ', LongestZeros < 16);
  Whole := True;
  for Index := 0 to GuardSize - 1 do
    Whole := Whole and (Block.Before[Index] = GuardByte) and (Block.After[Index] = GuardByte);
  WriteLn('around it: ', Whole);
  WriteLn('descriptors back: ', Queue^.FreeCount = Queue^.Size);
end;

begin
  RegisterDriver(@Driver);
  WriteLn('device: ', Queue <> nil);
  Test;
end.
