{ SPDX-License-Identifier: Apache-2.0 }
program lang_set_of_methods;
{$mode objfpc}{$H+}
type
  TBase = class
    procedure A; virtual;
    procedure B; dynamic;
    procedure C;
    procedure D; virtual;
  end;
  TMid = class(TBase)
    procedure A; override;
    procedure C; reintroduce;
    procedure D; reintroduce; virtual;
  end;
  TTop = class sealed(TMid)
    procedure A; override; final;
    procedure B; override;
    procedure D; override;
  end;
procedure TBase.A;
begin
  Write('bA ');
end;
procedure TBase.B;
begin
  Write('bB ');
end;
procedure TBase.C;
begin
  Write('bC ');
end;
procedure TBase.D;
begin
  Write('bD ');
end;
procedure TMid.A;
begin
  Write('mA '); inherited A;
end;
procedure TMid.C;
begin
  Write('mC ');
end;
procedure TMid.D;
begin
  Write('mD ');
end;
procedure TTop.A;
begin
  Write('tA '); inherited;
end;
procedure TTop.B;
begin
  Write('tB '); inherited;
end;
procedure TTop.D;
begin
  Write('tD '); inherited;
end;
var
  X: TBase; Y: TMid;
begin
  Y := TTop.Create; X := Y; X.A; X.B; X.C; X.D; WriteLn; Y.A; Y.B; Y.C; Y.D; WriteLn; X.Free;
end.
