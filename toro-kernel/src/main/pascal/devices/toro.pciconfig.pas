{ SPDX-License-Identifier: Apache-2.0 }
{ Access to the configuration space of PCI functions: configuration mechanism 1.
  PCI Local Bus 3.0, 3.2.2.3.2.

  Called by: Pci and Toro.PciBars.
  Touches: ports $CF8 and $CFC. }
unit Toro.PciConfig;

{$mode objfpc}

interface

type
  { Bus, device and function as the address register has them; the low byte is 0. }
  TPciAddress = LongWord;

{ False: the machine has no PCI host, and the functions below read ones and write nothing. }
function HasPciHost: Boolean;

function PciAddress(Bus, Dev, Func: LongWord): TPciAddress; inline;

{ Offset is a multiple of 4; for 16 bits, of 2. }
function ReadConfig(Address: TPciAddress; Offset: Byte): LongWord;
procedure WriteConfig(Address: TPciAddress; Offset: Byte; Value: LongWord);
procedure WriteConfig16(Address: TPciAddress; Offset: Byte; Value: Word);

implementation

uses
  Toro.Cpu;

const
  AddressPort = $CF8;
  DataPort = $CFC;
  AddressEnable = LongWord(1) shl 31;

function PciAddress(Bus, Dev, Func: LongWord): TPciAddress;
begin
  Result := Bus shl 16 or Dev shl 11 or Func shl 8;
end;

procedure Select(Address: TPciAddress; Offset: Byte); inline;
begin
  OutLong(AddressPort, AddressEnable or Address or (Offset and $FC));
end;

function ReadConfig(Address: TPciAddress; Offset: Byte): LongWord;
begin
  Select(Address, Offset);
  Result := InLong(DataPort);
end;

procedure WriteConfig(Address: TPciAddress; Offset: Byte; Value: LongWord);
begin
  Select(Address, Offset);
  OutLong(DataPort, Value);
end;

procedure WriteConfig16(Address: TPciAddress; Offset: Byte; Value: Word);
begin
  Select(Address, Offset);
  OutWord(DataPort + Offset and 2, Value);
end;

{ The address register reads back what was written only where there is a PCI host. }
function HasPciHost: Boolean;
begin
  OutLong(AddressPort, AddressEnable);
  Result := InLong(AddressPort) = AddressEnable;
end;

end.
