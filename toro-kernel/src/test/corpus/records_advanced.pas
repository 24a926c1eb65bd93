{ SPDX-License-Identifier: Apache-2.0 }
program records_advanced;
{$mode objfpc}{$H+}{$modeswitch advancedrecords}
type
  TVec = record
  private
    FX, FY: Double;
    function GetLen: Double;
  public
    const Zero = 0;
    class var Made: Integer;
    class operator +(const A, B: TVec): TVec;
    class operator *(const A: TVec; K: Double): TVec;
    class operator =(const A, B: TVec): Boolean;
    class operator :=(K: Double): TVec;
    class operator explicit(const A: TVec): string;
    class operator -(const A: TVec): TVec;
    class function Create(X, Y: Double): TVec; static;
    procedure Reset;
    property Len: Double read GetLen;
    property X: Double read FX write FX;
  end;
  TManaged = record
    S: string;
    class operator Initialize(var M: TManaged);
    class operator Finalize(var M: TManaged);
    class operator Copy(constref A: TManaged; var B: TManaged);
    class operator AddRef(var M: TManaged);
  end;
function TVec.GetLen: Double;
begin
  Result := Sqrt(FX * FX + FY * FY);
end;
class operator TVec.+(const A, B: TVec): TVec;
begin
  Result := TVec.Create(A.FX + B.FX, A.FY + B.FY);
end;
class operator TVec.*(const A: TVec; K: Double): TVec;
begin
  Result := TVec.Create(A.FX * K, A.FY * K);
end;
class operator TVec.=(const A, B: TVec): Boolean;
begin
  Result := (A.FX = B.FX) and (A.FY = B.FY);
end;
class operator TVec.:=(K: Double): TVec;
begin
  Result := TVec.Create(K, K);
end;
class operator TVec.explicit(const A: TVec): string;
begin
  Str(A.FX:0:1, Result);
end;
class operator TVec.-(const A: TVec): TVec;
begin
  Result := A * -1;
end;
class function TVec.Create(X, Y: Double): TVec;
begin
  Result.FX := X; Result.FY := Y; Inc(Made);
end;
procedure TVec.Reset;
begin
  FX := Zero; FY := Zero;
end;
class operator TManaged.Initialize(var M: TManaged);
begin
  M.S := 'init'; WriteLn('initialize');
end;
class operator TManaged.Finalize(var M: TManaged);
begin
  WriteLn('finalize ', M.S);
end;
class operator TManaged.Copy(constref A: TManaged; var B: TManaged);
begin
  B.S := A.S + '+'; WriteLn('copy');
end;
class operator TManaged.AddRef(var M: TManaged);
begin
  WriteLn('addref');
end;
procedure Local;
var
  A, B: TManaged;
begin
  A.S := 'a'; B := A; WriteLn(B.S);
end;
var
  V, W: TVec;
begin
  V := TVec.Create(3, 4); W := V + V * 2;
  WriteLn(V.Len:0:2, ' ', W.Len:0:2, ' ', V = W, ' ', string(W), ' ', (-V).X:0:1, ' ', TVec.Made);
  W := 2.0; WriteLn(W.Len:0:4); W.Reset; WriteLn(W.X:0:1);
  Local;
end.
