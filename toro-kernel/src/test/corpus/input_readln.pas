{ SPDX-License-Identifier: Apache-2.0 }
program input_readln;
var
  S: string; I, J: Integer; R: Real; C: Char;
begin
  ReadLn(S); WriteLn('[', S, ']');
  ReadLn(I, J); WriteLn(I + J);
  Read(R); ReadLn; WriteLn(R:0:3);
  Read(C, C); ReadLn(S); WriteLn(C, '|', S);
  Write('prompt> '); ReadLn(S); WriteLn('got ', Length(S));
  {$I-} ReadLn(I); WriteLn(IOResult);
end.
