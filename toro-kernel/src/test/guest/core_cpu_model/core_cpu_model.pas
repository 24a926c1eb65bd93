{ SPDX-License-Identifier: Apache-2.0 }
{ The machine's CPU has what programs find on Linux today, not only what QEMU's default model of 2006 has. }
program core_cpu_model;
{$mode objfpc}
uses
  Cpu;
begin
  WriteLn('AES: ', AESSupport);
end.
