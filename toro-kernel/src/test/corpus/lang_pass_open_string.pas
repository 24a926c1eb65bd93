{ SPDX-License-Identifier: Apache-2.0 }
program lang_pass_open_string;
{$mode objfpc}
procedure Fill(var S: OpenString);
begin
  S := 'filled with long text'; WriteLn(High(S));
end;
procedure Untyped(var X; const Y; N: Integer);
var
  I: Integer;
begin
  for I := 0 to N - 1 do PByte(@X)[I] := PByte(@Y)[N - 1 - I];
end;
procedure OutStr(out S: AnsiString; constref N: Integer);
begin
  Str(N, S);
end;
var
  A: string[5]; B: string[50]; X, Y: LongWord; S: AnsiString; Z: array of Integer;
function Total(const A: array of Integer): Integer;
var
  I: Integer;
begin
  Result := 0; for I := Low(A) to High(A) do Result := Result + A[I];
end;
begin
  Fill(A); Fill(B); WriteLn(A, '|', B); Y := $11223344; Untyped(X, Y, 4); WriteLn(HexStr(X, 8)); OutStr(S, -77); WriteLn(S);
  SetLength(Z, 3); Z[0] := 1; Z[1] := 2; Z[2] := 39; WriteLn(Total(Z), Total([]), Total(Z[1..2]), Total([5, 6]));
end.
