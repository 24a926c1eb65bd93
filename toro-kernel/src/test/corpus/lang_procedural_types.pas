{ SPDX-License-Identifier: Apache-2.0 }
program lang_procedural_types;
{$mode objfpc}{$H+}
type
  TOp = function(A, B: Integer): Integer;
  TOps = array[0..3] of TOp;
  TNotify = procedure(Sender: TObject) of object;
  TButton = class
    OnClick: TNotify;
    procedure Click;
  end;
  TForm = class
    N: Integer;
    procedure Handler(Sender: TObject);
    class procedure ClassHandler(Sender: TObject);
  end;
procedure TButton.Click;
begin
  if Assigned(OnClick) then OnClick(Self) else WriteLn('no handler');
end;
procedure TForm.Handler(Sender: TObject);
begin
  Inc(N); WriteLn('handled ', N, ' ', Sender.ClassName);
end;
class procedure TForm.ClassHandler(Sender: TObject);
begin
  WriteLn('class ', ClassName);
end;
function Add(A, B: Integer): Integer;
begin
  Result := A + B;
end;
function Sub(A, B: Integer): Integer;
begin
  Result := A - B;
end;
function Mul(A, B: Integer): Integer;
begin
  Result := A * B;
end;
function Choose(I: Integer): TOp;
begin
  case I of 0: Result := @Add; 1: Result := @Sub else Result := @Mul end;
end;
var
  O: TOps; I: Integer; B: TButton; F: TForm; P: Pointer; G: TOp;
begin
  for I := 0 to 3 do O[I] := Choose(I);
  for I := 0 to 3 do Write(O[I](7, 3), ' ');
  WriteLn(Choose(1)(10, 4), O[2] = O[3], O[0] = O[1]);
  B := TButton.Create; F := TForm.Create; B.Click; B.OnClick := @F.Handler; B.Click; B.Click;
  B.OnClick := @F.ClassHandler; B.Click; P := @Add; G := TOp(P); WriteLn(G(1, 1), Pointer(G) = P); B.Free; F.Free;
end.
