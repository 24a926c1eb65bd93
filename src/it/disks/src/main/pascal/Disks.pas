{ SPDX-License-Identifier: Apache-2.0 }
program Disks;

{$mode objfpc}{$H+}

uses
  SysUtils, Classes;

{ One more than the number in the file, which it then holds. }
function CountIn(const Name: string): string;
var
  Lines: TStringList;
begin
  Lines := TStringList.Create;
  Lines.LoadFromFile(Name);
  Result := IntToStr(StrToInt(Lines[0]) + 1);
  Lines[0] := Result;
  Lines.SaveToFile(Name);
  Lines.Free;
end;

var
  Word: TStringList;
begin
  Word := TStringList.Create;
  Word.LoadFromFile('/resources/word.txt');
  WriteLn('kept ', CountIn('/count.txt'), ', fresh ', CountIn('/fresh/count.txt'), ', memory ',
    CountIn('/memory/count.txt'), ', inside ', CountIn('/inside/count.txt'), ', resource ', Word[0]);
  Word.Free;
end.
