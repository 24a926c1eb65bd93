{ SPDX-License-Identifier: Apache-2.0 }
program lang_destructors_order;
{$mode objfpc}{$H+}
type
  TNoisy = class(TInterfacedObject)
    N: string;
    constructor Create(const S: string);
    destructor Destroy; override;
  end;
constructor TNoisy.Create(const S: string);
begin
  N := S;
end;
destructor TNoisy.Destroy;
begin
  WriteLn('destroy ', N); inherited;
end;
procedure P;
var
  A, B: IUnknown;
begin
  A := TNoisy.Create('A'); B := TNoisy.Create('B'); WriteLn('leaving');
end;
function Q: IUnknown;
begin
  Result := TNoisy.Create('Q1'); Result := TNoisy.Create('Q2');
end;
var
  G: IUnknown;
begin
  P; Q; WriteLn('after Q'); G := TNoisy.Create('global'); WriteLn('end');
end.
