{ SPDX-License-Identifier: Apache-2.0 }
{ Stands in for the unit of this name that binds the C library's threads: a program that names it gets the
  kernel's threads. The compiler finds this one first. }
unit cthreads;

{$mode objfpc}

interface

implementation

uses
  Toro.Threads;

initialization
  InstallThreads;
end.
