{ SPDX-License-Identifier: Apache-2.0 }
{ The scan finds the host bridge first, every function once, and the driver registry hears of
  each. }
program devices_pci;

{$mode objfpc}

uses
  Pci, Toro.Drivers;

const
  BridgeClass = 6;

var
  Device, Other: PBusDevInfo;
  Listed: PBusDevice;
  Count, Announced: LongInt;
  Twice: Boolean;
begin
  Count := 0;
  Twice := False;
  Device := PCIDevices;
  while Device <> nil do
  begin
    Inc(Count);
    Other := Device^.Next;
    while Other <> nil do
    begin
      Twice := Twice or (Other^.bus = Device^.bus) and (Other^.dev = Device^.dev)
        and (Other^.func = Device^.func);
      Other := Other^.Next;
    end;
    Device := Device^.Next;
  end;
  Announced := 0;
  Listed := FirstBusDevice;
  while Listed <> nil do
  begin
    if Listed^.Id.Bus = bkPci then
      Inc(Announced);
    Listed := Listed^.Next;
  end;
  WriteLn('host bridge: ', (PCIDevices^.MainClass = BridgeClass) and (PCIDevices^.SubClass = 0)
    and (PCIDevices^.Vendor = $8086));
  WriteLn('several: ', Count >= 3, ', twice: ', Twice, ', announced: ', Announced = Count);
end.
