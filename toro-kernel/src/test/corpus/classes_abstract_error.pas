{ SPDX-License-Identifier: Apache-2.0 }
program classes_abstract_error;
{$mode objfpc}
type
  TBase = class
    procedure Work; virtual; abstract;
  end;
var
  B: TBase;
begin
  B := TBase.Create;
  WriteLn('before');
  B.Work;
  WriteLn('never');
end.
