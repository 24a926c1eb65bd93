{ SPDX-License-Identifier: Apache-2.0 }
program arrays_dynamic;
{$mode objfpc}{$H+}
type
  TInts = array of Integer;
  TGrid = array of array of string;
var
  A, B, C: TInts; G: TGrid; I, J: Integer; S: string;
procedure Open(const X: array of Integer);
var
  N, T: Integer;
begin
  T := 0;
  for N in X do T += N;
  WriteLn(Low(X), High(X), Length(X), ' ', T);
end;
procedure Consts(const X: array of const);
var
  N: Integer;
begin
  for N := 0 to High(X) do
    case X[N].VType of
      vtInteger: Write('int ', X[N].VInteger, '; ');
      vtAnsiString: Write('str ', AnsiString(X[N].VAnsiString), '; ');
      vtExtended: Write('flt ', X[N].VExtended^:0:2, '; ');
      vtBoolean: Write('bool ', X[N].VBoolean, '; ');
      vtChar: Write('chr ', X[N].VChar, '; ');
      vtInt64: Write('i64 ', X[N].VInt64^, '; ');
    else
      Write('other ', X[N].VType, '; ');
    end;
  WriteLn;
end;
begin
  SetLength(A, 5);
  for I := 0 to 4 do A[I] := I * I;
  B := A; B[0] := 100; WriteLn(A[0], ' ', Length(A));
  C := Copy(A, 1, 3); C[0] := -1; WriteLn(A[1], C[0], Length(C), High(C));
  SetLength(A, 7); A[6] := 9; WriteLn(B[4], Length(B), A[5]);
  Open(A); Open([1, 2, 3]); Open([]); Open(Copy(A, 2, 2));
  Insert([7, 8], A, 1); Delete(A, 0, 1); WriteLn(A[0], A[1], Length(A));
  A := Concat(A, [5, 5]); WriteLn(Length(A), A[High(A)]);
  SetLength(G, 3, 4);
  for I := 0 to 2 do for J := 0 to 3 do G[I, J] := Chr(65 + I) + Chr(48 + J);
  SetLength(G[1], 2);
  for I := 0 to High(G) do begin for S in G[I] do Write(S, ' '); end;
  WriteLn; A := nil; WriteLn(Length(A), A = nil);
  Consts([1, 'two', 3.5, True, 'c', Int64(5), nil, 'long string']);
  A := TInts.Create(3, 1, 2); WriteLn(A[2]);
end.
