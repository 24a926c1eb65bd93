{ SPDX-License-Identifier: Apache-2.0 }
program Starts;

{$ifdef SLOW}
uses
  SlowUnit;
{$endif}

begin
  WriteLn('started');
end.
