{ SPDX-License-Identifier: Apache-2.0 }
program runerror_cast;
{$mode objfpc}
type
  TA = class end;
  TB = class end;
var
  O: TObject;
begin
  O := TA.Create;
  WriteLn(O is TB);
  WriteLn((O as TB).ClassName);
end.
