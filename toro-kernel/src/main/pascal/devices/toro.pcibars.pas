{ SPDX-License-Identifier: Apache-2.0 }
{ The sizes of PCI base address registers, and addresses for them where the firmware gave none, as
  QBoot does. PCI Local Bus 3.0, 6.2.5.1.

  Called by: Pci, during the scan and when a driver maps a device beyond 4 GiB.
  Touches: the configuration space of the function it is called for. }
unit Toro.PciBars;

{$mode objfpc}

interface

uses
  Toro.PciConfig;

const
  BarCount = 6;
  BarPorts = 1;
  BarPortMask = not LongWord(3);
  BarMemoryMask = not LongWord(15);

{ Register Index of the function as it stands, type bits included. }
function ReadBar(Address: TPciAddress; Index: LongInt): LongWord;

{ The register and the next are one of 64 bits. }
function IsWide(Bar: LongWord): Boolean; inline;

{ Bytes that the register decodes; 0: there is no such register. }
function BarSize(Address: TPciAddress; Index: LongInt): QWord;

{ Gives every register of the function an address of its own, from the windows below. Only for
  machines whose firmware has given out none at all: what is taken is not looked at. }
procedure AssignBars(Address: TPciAddress);

implementation

const
  FirstBar = $10;
  CommandRegister = $04;
  CommandDecode = 3; { ports and memory }
  BarTypeMask = 7;
  BarWide = 4;

  { Free on QEMU's pc and q35, whose memory ends below $E0000000 and whose I/O APIC follows. }
  MemoryWindowStart = $F0000000;
  MemoryWindowEnd = $FEB00000;
  PortWindowStart = $C000;
  PortWindowEnd = $10000;

var
  NextMemory: QWord = MemoryWindowStart;
  NextPort: QWord = PortWindowStart;

function PlaceOf(Index: LongInt): Byte; inline;
begin
  Result := FirstBar + 4 * Index;
end;

function ReadBar(Address: TPciAddress; Index: LongInt): LongWord;
begin
  Result := ReadConfig(Address, PlaceOf(Index));
end;

function IsWide(Bar: LongWord): Boolean;
begin
  Result := Bar and BarTypeMask = BarWide;
end;

{ Writes all ones and reads which bits stick; the old value comes back. }
function Probe(Address: TPciAddress; Index: LongInt): LongWord;
var
  Old: LongWord;
begin
  Old := ReadBar(Address, Index);
  WriteConfig(Address, PlaceOf(Index), $FFFFFFFF);
  Result := ReadBar(Address, Index);
  WriteConfig(Address, PlaceOf(Index), Old);
end;

{ The function must not answer at the addresses that the probing makes up. }
function BarSize(Address: TPciAddress; Index: LongInt): QWord;
var
  Command: Word;
  Mask: LongWord;
  Wide: QWord;
begin
  Command := ReadConfig(Address, CommandRegister);
  WriteConfig16(Address, CommandRegister, Command and not Word(CommandDecode));
  Mask := Probe(Address, Index);
  if Mask and BarPorts <> 0 then
    Result := Word(not (Mask and BarPortMask)) + 1
  else if not IsWide(Mask) then
    Result := LongWord(not (Mask and BarMemoryMask) + 1)
  else
  begin
    Wide := QWord(Probe(Address, Index + 1)) shl 32 or (Mask and BarMemoryMask);
    Result := not Wide + 1;
  end;
  if Mask = 0 then
    Result := 0;
  WriteConfig16(Address, CommandRegister, Command);
end;

{ The next free multiple of Size; 0: the window is full. }
function Take(var Next: QWord; Finish, Size: QWord): LongWord;
begin
  Result := 0;
  Next := (Next + Size - 1) and not (Size - 1);
  if Next + Size > Finish then
    Exit;
  Result := Next;
  Inc(Next, Size);
end;

procedure AssignBars(Address: TPciAddress);
var
  Index: LongInt;
  Bar: LongWord;
  Size: QWord;
begin
  Index := 0;
  while Index < BarCount do
  begin
    Bar := ReadBar(Address, Index);
    Size := BarSize(Address, Index);
    if (Size <> 0) and (Bar and BarPorts <> 0) then
      WriteConfig(Address, PlaceOf(Index), Take(NextPort, PortWindowEnd, Size))
    else if Size <> 0 then
      WriteConfig(Address, PlaceOf(Index), Take(NextMemory, MemoryWindowEnd, Size));
    Inc(Index);
    if IsWide(Bar) then
      Inc(Index);
  end;
end;

end.
