{ SPDX-License-Identifier: Apache-2.0 }
{ The machine's devices, for programs that want them all: the PCI bus, both virtio transports,
  random numbers of the host, power off by ACPI. Drivers of disks and networks name what they need
  themselves. }
unit Devices;

{$mode objfpc}

interface

implementation

uses
  Pci, Toro.Power, Toro.VirtioMmio, Toro.VirtioPci, Toro.VirtioRng;

end.
