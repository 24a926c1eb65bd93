{ SPDX-License-Identifier: Apache-2.0 }
{ An ATA disk: what is written is read back, by DMA from the heap and from the stack and by ports
  where the buffer lies at an odd address; sectors beyond the end are refused; two threads at once do
  not disturb each other. }
program files_idedisk;

{$mode objfpc}

uses
  IdeDisk, Process, Toro.Block;

const
  Sectors = 600;
  Size = Sectors * 512;

var
  Disk: PBlockDevice;
  Written, Read: PByte;
  Finished, Wrong: LongInt;

procedure Fill(Seed: LongWord);
var
  Index: LongInt;
begin
  for Index := 0 to Size - 1 do
  begin
    Seed := Seed * 1664525 + 1013904223;
    Written[Index] := Seed shr 24;
  end;
end;

procedure TestHeap;
begin
  Fill(1);
  WriteLn('write ', WriteSectors(Disk, 100, Sectors, Written), ', flush ', FlushDevice(Disk));
  WriteLn('read ', ReadSectors(Disk, 100, Sectors, Read), ', same ',
    CompareByte(Written^, Read^, Size) = 0);
end;

procedure TestStack;
var
  Block: array[0..40 * 512 - 1] of Byte;
begin
  WriteLn('to the stack ', ReadSectors(Disk, 100, 40, @Block), ', same ',
    CompareByte(Written^, Block, SizeOf(Block)) = 0);
  FillChar(Block, SizeOf(Block), $5A);
  WriteLn('from the stack ', WriteSectors(Disk, 1000, 40, @Block));
  FillChar(Block, SizeOf(Block), 0);
  ReadSectors(Disk, 1000, 40, @Block);
  WriteLn('there ', (Block[0] = $5A) and (Block[High(Block)] = $5A));
end;

procedure TestOddAddress;
begin
  WriteLn('odd write ', WriteSectors(Disk, 2000, 20, Written + 1));
  WriteLn('odd read ', ReadSectors(Disk, 2000, 20, Read + 3), ', same ',
    CompareByte(Written[1], Read[3], 20 * 512) = 0);
end;

function Hammer(Parameter: Pointer): PtrInt;
var
  Block, Back: array[0..8 * 512 - 1] of Byte;
  Turn: LongInt;
begin
  FillChar(Block, SizeOf(Block), PtrUInt(Parameter));
  for Turn := 0 to 39 do
  begin
    WriteSectors(Disk, 4000 + PtrUInt(Parameter) * 100, 8, @Block);
    ReadSectors(Disk, 4000 + PtrUInt(Parameter) * 100, 8, @Back);
    if CompareByte(Block, Back, SizeOf(Block)) <> 0 then
      Inc(Wrong);
  end;
  InterlockedIncrement(Finished);
  Result := 0;
end;

var
  Thread: TThreadID;
  Index: LongInt;
begin
  Disk := FindBlockDevice('ata0', 0);
  WriteLn('disk: ', Disk <> nil, ', slave: ', FindBlockDevice('ATA0', 5) <> nil);
  WriteLn('sectors: ', Disk^.SectorCount);
  Written := GetMem(Size);
  Read := GetMem(Size);
  TestHeap;
  TestStack;
  TestOddAddress;
  WriteLn('last ', ReadSectors(Disk, Disk^.SectorCount - 1, 1, Read), ', beyond ',
    ReadSectors(Disk, Disk^.SectorCount - 1, 2, Read));
  for Index := 1 to 3 do
    BeginThread(nil, 65536, @Hammer, Pointer(PtrUInt(Index)), DWORD(-1), Thread);
  while Finished < 3 do
    Sleep(1);
  WriteLn('threads: wrong ', Wrong);
end.
