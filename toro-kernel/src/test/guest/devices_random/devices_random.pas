{ SPDX-License-Identifier: Apache-2.0 }
{ The host's random numbers arrive through a virtio entropy device, over whichever transport the
  machine has, by interrupt; 64 KiB of them look random (chi-square over byte values). }
program devices_random;

{$mode objfpc}

uses
  Devices, Toro.Random;

const
  Size = 65536;
  Expected = Size div 256;

var
  Bytes: array[0..Size - 1] of Byte;
  Counts: array[0..255] of LongInt;
  Sum: Double;
  Index: LongInt;
begin
  WriteLn('device: ', RandomImplementation <> nil);
  WriteLn('filled: ', (RandomImplementation <> nil) and RandomImplementation(@Bytes, Size));
  for Index := 0 to Size - 1 do
    Inc(Counts[Bytes[Index]]);
  Sum := 0;
  for Index := 0 to 255 do
    Sum := Sum + Sqr(Double(Counts[Index] - Expected)) / Expected;
  { 255 degrees of freedom: mean 255, deviation 22.6; outside this once in 10^10 runs }
  WriteLn('random: ', (Sum > 110) and (Sum < 400));
end.
