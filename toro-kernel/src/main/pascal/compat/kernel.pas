{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's root unit. A program of 2019 names it first; here it brings what that program takes for
  granted: threads, memory and the console are units of their own, and the kernel starts by itself.

  Called by: programs of the Toro interface. }
unit Kernel;

{$mode objfpc}

interface

{ The compiled program; the kernel has run it when anybody could call this. }
function InitSystem(notused: Pointer): PtrInt; external name 'PASCALMAIN';

implementation

end.
