{ SPDX-License-Identifier: Apache-2.0 }
program procs_nested;
{$mode objfpc}{$H+}{$modeswitch nestedprocvars}
type
  TIntFunc = function(N: Integer): Integer;
  TNestedProc = procedure(N: Integer) is nested;
  TMethod0 = procedure of object;
  TObj = class
    V: Integer;
    procedure Show;
  end;
procedure TObj.Show;
begin
  WriteLn('V=', V);
end;
procedure Each(const A: array of Integer; P: TNestedProc);
var
  I: Integer;
begin
  for I in A do P(I);
end;
function Outer(N: Integer): Integer;
var
  Total: Integer;
  procedure Add(K: Integer);
    procedure Deep;
    begin
      Total := Total + K * N;
    end;
  begin
    Deep;
  end;
begin
  Total := 0; Each([1, 2, 3], @Add); Result := Total;
end;
function Fact(N: Integer): Integer;
begin
  if N <= 1 then Exit(1);
  Result := N * Fact(N - 1);
end;
function Ack(M, N: Integer): Integer;
begin
  if M = 0 then Ack := N + 1 else if N = 0 then Ack := Ack(M - 1, 1) else Ack := Ack(M - 1, Ack(M, N - 1));
end;
procedure Swap(var A, B: Integer);
var
  T: Integer;
begin
  T := A; A := B; B := T;
end;
procedure Defaults(A: Integer; B: Integer; const S: string; out C: Integer);
begin
  C := A + B + Length(S);
end;
procedure Def2(A: Integer; B: Integer = 5; const S: string = 'd');
begin
  WriteLn(A, B, S);
end;
function Over(A: Integer): string; overload;
begin
  Result := 'int';
end;
function Over(A: Double): string; overload;
begin
  Result := 'dbl';
end;
function Over(const A: string): string; overload;
begin
  Result := 'str';
end;
var
  X, Y: Integer; F: TIntFunc; O: TObj; M: TMethod0;
begin
  WriteLn(Outer(10), ' ', Fact(10), ' ', Ack(2, 3));
  X := 1; Y := 2; Swap(X, Y); WriteLn(X, Y);
  Defaults(1, 2, 'abc', X); WriteLn(X); Def2(1); Def2(1, 2); Def2(1, 2, 'x');
  WriteLn(Over(1), Over(1.5), Over('s'));
  F := @Fact; WriteLn(F(5), Assigned(F));
  O := TObj.Create; O.V := 8; M := @O.Show; M(); O.V := 9; M(); WriteLn(TMethod(M).Data = Pointer(O)); O.Free;
end.
