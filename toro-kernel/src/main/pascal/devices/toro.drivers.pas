{ SPDX-License-Identifier: Apache-2.0 }
{ The meeting place of buses and drivers.

  Called by: buses (PCI, virtio transports), which announce each device they find, and drivers,
  which register the identities they know. Either may come first: naming a driver's unit in the
  program is enough, in any order.
  Touches: nothing but its own two lists.

  A driver, in its `initialization`:

    const
      Ids: array[0..0] of TDeviceId = ((Bus: bkVirtio; Vendor: AnyId; Device: 2));
    var
      Driver: TDriver = (Name: 'virtioblk'; Ids: @Ids; IdCount: 1; Probe: @ProbeDisk;
        Next: nil);
    ...
    RegisterDriver(@Driver); }
unit Toro.Drivers;

{$mode objfpc}

interface

const
  AnyId = $FFFF; { matches every vendor or device }

type
  TBusKind = (
    bkPci, { Vendor, Device: PCI vendor and device; Handle: a Pci.PBusDevInfo }
    bkVirtio, { Device: virtio device type (virtio 1.2, 5); Handle: a Toro.Virtio.PVirtioDevice }
    bkPlatform { parts of the machine that no bus lists; Device: agreed between both sides }
  );

  PDeviceId = ^TDeviceId;
  TDeviceId = record
    Bus: TBusKind;
    Vendor: Word;
    Device: Word;
  end;

  PDriver = ^TDriver;

  { A device as its bus found it. The record is the bus's and lives as long as the appliance. }
  PBusDevice = ^TBusDevice;
  TBusDevice = record
    Id: TDeviceId;
    Handle: Pointer; { the bus's own record of the device: see TBusKind }
    Driver: PDriver; { who has taken it, nil: nobody }
    DriverData: Pointer; { the driver's }
    Next: PBusDevice; { the registry's }
  end;

  { True: the driver has taken the device. False: it is not for this driver after all, or it does
    not work; another driver may try. }
  TProbe = function(Device: PBusDevice): Boolean;

  TDriver = record
    Name: String[15];
    Ids: PDeviceId; { an array of IdCount identities }
    IdCount: LongInt;
    Probe: TProbe;
    Next: PDriver; { the registry's }
  end;

{ Offers every device that nobody has taken to the driver, now and as they are announced. }
procedure RegisterDriver(Driver: PDriver);

{ Offers the device to every driver that knows its identity, those of now and those of later. }
procedure AnnounceDevice(Device: PBusDevice);

{ Every announced device in the order they came: start here, follow Next. }
function FirstBusDevice: PBusDevice;

implementation

var
  Drivers: PDriver;
  FirstDevice, LastDevice: PBusDevice;

function FirstBusDevice: PBusDevice;
begin
  Result := FirstDevice;
end;

function Matches(const Id, Device: TDeviceId): Boolean;
begin
  Result := (Id.Bus = Device.Bus)
    and ((Id.Vendor = AnyId) or (Id.Vendor = Device.Vendor))
    and ((Id.Device = AnyId) or (Id.Device = Device.Device));
end;

function Knows(Driver: PDriver; const Device: TDeviceId): Boolean;
var
  I: LongInt;
begin
  Result := False;
  for I := 0 to Driver^.IdCount - 1 do
    Result := Result or Matches(Driver^.Ids[I], Device);
end;

procedure Offer(Device: PBusDevice; Driver: PDriver);
begin
  if (Device^.Driver = nil) and Knows(Driver, Device^.Id) and Driver^.Probe(Device) then
    Device^.Driver := Driver;
end;

procedure RegisterDriver(Driver: PDriver);
var
  Device: PBusDevice;
begin
  Driver^.Next := Drivers;
  Drivers := Driver;
  Device := FirstDevice;
  while Device <> nil do
  begin
    Offer(Device, Driver);
    Device := Device^.Next;
  end;
end;

procedure AnnounceDevice(Device: PBusDevice);
var
  Driver: PDriver;
begin
  Device^.Driver := nil;
  Device^.Next := nil;
  if FirstDevice = nil then
    FirstDevice := Device
  else
    LastDevice^.Next := Device;
  LastDevice := Device;
  Driver := Drivers;
  while Driver <> nil do
  begin
    Offer(Device, Driver);
    Driver := Driver^.Next;
  end;
end;

end.
