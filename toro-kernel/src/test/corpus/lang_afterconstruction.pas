{ SPDX-License-Identifier: Apache-2.0 }
program lang_afterconstruction;
{$mode objfpc}{$H+}
uses
  SysUtils;
type
  T = class
    F: Integer;
    constructor Create(Bad: Boolean);
    destructor Destroy; override;
    procedure AfterConstruction; override;
    procedure BeforeDestruction; override;
    class function NewInstance: TObject; override;
    procedure FreeInstance; override;
  end;
constructor T.Create(Bad: Boolean);
begin
  WriteLn('create'); F := 5; if Bad then raise Exception.Create('bad');
end;
destructor T.Destroy;
begin
  WriteLn('destroy ', F); inherited;
end;
procedure T.AfterConstruction;
begin
  WriteLn('after');
end;
procedure T.BeforeDestruction;
begin
  WriteLn('before');
end;
class function T.NewInstance: TObject;
begin
  WriteLn('new'); Result := inherited NewInstance;
end;
procedure T.FreeInstance;
begin
  WriteLn('free'); inherited;
end;
var
  O: T; U: TObject;
begin
  O := T.Create(False); FreeAndNil(O); WriteLn(O = nil);
  try O := T.Create(True) except on E: Exception do WriteLn(E.Message) end;
  U := TObject.Create; WriteLn(U.ToString, U.Equals(U), U.GetHashCode <> 0, ' ', U.UnitName, ' ', T.UnitName); U.Free;
end.
