{ SPDX-License-Identifier: Apache-2.0 }
{ A virtio device of the time before version 1.0 works, by ports and by memory-mapped registers. }
program devices_virtio_legacy;

{$mode objfpc}

uses
  Devices, Toro.Drivers, Toro.Random, Toro.Virtio;

var
  Listed: PBusDevice;
  Bytes: array[0..9999] of Byte;
begin
  Listed := FirstBusDevice;
  while (Listed <> nil) and (Listed^.Id.Bus <> bkVirtio) do
    Listed := Listed^.Next;
  WriteLn('found: ', Listed <> nil);
  if Listed = nil then
    Halt(1);
  WriteLn('legacy: ', PVirtioDevice(Listed^.Handle)^.Legacy);
  WriteLn('version 1 agreed: ', PVirtioDevice(Listed^.Handle)^.Features and FeatureVersion1 <> 0);
  WriteLn('works: ', RandomImplementation(@Bytes, SizeOf(Bytes)));
end.
