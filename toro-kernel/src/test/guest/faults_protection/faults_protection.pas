{ SPDX-License-Identifier: Apache-2.0 }
{ Code and constants cannot be written, data cannot be executed, address 0 is not there. }
program faults_protection;
{$mode objfpc}
uses
  SysUtils;
type
  TCode = procedure;
const
  Return = $C3;
var
  Data: array[0..15] of Byte;
  P: PByte;
  Code: TCode;
  Text: PChar = 'constant';

procedure Victim;
begin
  WriteLn('unharmed');
end;

procedure Try_(const What: string; Address: PByte);
begin
  Write(What, ': ');
  try
    Address^ := Return;
    WriteLn('written');
  except
    on E: Exception do
      WriteLn(E.ClassName);
  end;
end;

begin
  Try_('code', PByte(@Victim));
  Try_('constant', PByte(Text));
  Try_('nil', nil);
  Try_('page 0', PByte(4095));
  Data[0] := Return;
  Code := TCode(@Data);
  Write('run data: ');
  try
    Code();
    WriteLn('ran');
  except
    on E: Exception do
      WriteLn(E.ClassName);
  end;
  P := GetMem(16);
  P^ := Return;
  Code := TCode(P);
  Write('run heap: ');
  try
    Code();
    WriteLn('ran');
  except
    on E: Exception do
      WriteLn(E.ClassName);
  end;
  Victim;
end.
