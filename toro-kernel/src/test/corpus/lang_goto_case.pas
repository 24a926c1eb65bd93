{ SPDX-License-Identifier: Apache-2.0 }
program lang_goto_case;
{$mode objfpc}{$H+}
type
  TState = (sStart, sNumber, sWord, sEnd);
var
  S: string; I: Integer; St: TState; Tok: string; Nums, Words: Integer;
begin
  S := 'abc 123 d4 55 x'; St := sStart; I := 1; Nums := 0; Words := 0; Tok := '';
  while St <> sEnd do
  begin
    case St of
      sStart:
        if I > Length(S) then St := sEnd
        else case S[I] of
          '0'..'9': begin St := sNumber; Tok := '' end;
          'a'..'z', 'A'..'Z', '_': begin St := sWord; Tok := '' end;
          ' ': Inc(I);
        end;
      sNumber:
        if (I <= Length(S)) and (S[I] in ['0'..'9']) then begin Tok := Tok + S[I]; Inc(I) end
        else begin Inc(Nums); Write('N:', Tok, ' '); St := sStart end;
      sWord:
        if (I <= Length(S)) and (S[I] in ['a'..'z', '0'..'9']) then begin Tok := Tok + S[I]; Inc(I) end
        else begin Inc(Words); Write('W:', Tok, ' '); St := sStart end;
    end;
  end;
  WriteLn(Nums, Words);
end.
