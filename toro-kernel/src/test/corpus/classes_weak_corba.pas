{ SPDX-License-Identifier: Apache-2.0 }
program classes_weak_corba;
{$mode objfpc}{$interfaces corba}
type
  ICounter = interface
    procedure Add(N: Integer);
    function Total: Integer;
  end;
  TCounter = class(TObject, ICounter)
    FTotal: Integer;
    procedure Add(N: Integer);
    function Total: Integer;
  end;
procedure TCounter.Add(N: Integer);
begin
  FTotal += N;
end;
function TCounter.Total: Integer;
begin
  Result := FTotal;
end;
var
  C: ICounter;
  O: TCounter;
begin
  O := TCounter.Create;
  C := O;
  C.Add(3); C.Add(4);
  WriteLn(C.Total, ' ', O.FTotal);
  C := nil;
  WriteLn(O.Total);
  O.Free;
end.
