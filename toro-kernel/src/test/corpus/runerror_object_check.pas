{ SPDX-License-Identifier: Apache-2.0 }
program runerror_object_check;
{$mode objfpc}{$R+}{$objectchecks on}
type
  T = class
    V: Integer;
    procedure Go; virtual;
  end;
procedure T.Go;
begin
  WriteLn('go');
end;
var
  O: T;
begin
  O := nil; WriteLn('calling on nil'); O.Go;
end.
