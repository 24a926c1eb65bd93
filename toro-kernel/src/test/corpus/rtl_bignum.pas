{ SPDX-License-Identifier: Apache-2.0 }
program rtl_bignum;
{$mode objfpc}{$H+}
type
  TBig = array of LongWord;
function MulSmall(const A: TBig; M: LongWord): TBig;
var
  I: Integer; C: QWord;
begin
  SetLength(Result, Length(A) + 1); C := 0;
  for I := 0 to High(A) do begin C := C + QWord(A[I]) * M; Result[I] := LongWord(C); C := C shr 32 end;
  Result[High(Result)] := C; if C = 0 then SetLength(Result, Length(Result) - 1);
end;
function ToStr(A: TBig): string;
var
  I: Integer; R: QWord; Zero: Boolean;
begin
  Result := ''; A := Copy(A);
  repeat
    R := 0; Zero := True;
    for I := High(A) downto 0 do begin R := (R shl 32) or A[I]; A[I] := R div 10; R := R mod 10; if A[I] <> 0 then Zero := False end;
    Result := Chr(48 + R) + Result;
  until Zero;
end;
var
  B: TBig; I: Integer;
begin
  SetLength(B, 1); B[0] := 1; for I := 2 to 100 do B := MulSmall(B, I); WriteLn(ToStr(B)); WriteLn(Length(B));
end.
