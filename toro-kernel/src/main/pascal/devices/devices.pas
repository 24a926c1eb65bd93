{ SPDX-License-Identifier: Apache-2.0 }
{ The machine's devices, for programs that want them all: naming this unit brings in the PCI bus, both
  virtio transports and the host's random numbers. Drivers of disks and networks name what they need
  themselves. }
unit Devices;

{$mode objfpc}

interface

implementation

uses
  Pci, Toro.VirtioMmio, Toro.VirtioPci, Toro.VirtioRng;

end.
