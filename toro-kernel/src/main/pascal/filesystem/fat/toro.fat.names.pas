{ SPDX-License-Identifier: Apache-2.0 }
{ Names of FAT: short ones of 8 and 3 characters, long ones in UTF-16, and UTF-8 outside.

  Called by: Toro.Fat.Entries.
  Touches: nothing.

  Names are found without minding the case of ASCII letters. A name that is not exactly a short
  one gets a long name and an alias: the overview, "Short and Long Name Pairing". }
unit Toro.Fat.Names;

{$mode objfpc}

interface

uses
  Toro.FileTypes, Toro.Fat.Layout;

type
  { A long name in UTF-16. }
  TLongName = record
    Length: LongInt;
    Units: array[0..LongNameLimit + CharsPerEntry] of Word;
  end;

{ -EINVAL for a name that FAT cannot have, -ENAMETOOLONG beyond 255 units. }
function ToLongName(const Name: TName; out Long: TLongName): LongInt;

{ UTF-8, at most NameLimit bytes; what does not fit is cut off at a whole character. }
function FromLongName(const Long: TLongName; Buffer: PAnsiChar): LongInt;
function FromShortName(Entry: PEntry; Buffer: PAnsiChar): LongInt;

function SameNameNoCase(const A, B: TName): Boolean;

{ Whether the name is a short one as it stands, in capital letters; Short is filled then. }
function IsShortName(const Name: TName; out Short: TShortName): Boolean;

{ The Attempt-th alias for a name, from 1. }
procedure MakeAlias(const Name: TName; Attempt: LongInt; out Short: TShortName);

function Checksum(const Short: TShortName): Byte;

implementation

uses
  Toro.Errors;

const
  BaseLength = 8;
  ExtensionLength = 3;

function Upper(C: Byte): Byte; inline;
begin
  Result := C;
  if (C >= Ord('a')) and (C <= Ord('z')) then
    Result := C - 32;
end;

function SameNameNoCase(const A, B: TName): Boolean;
var
  I: LongInt;
begin
  Result := A.Length = B.Length;
  I := 0;
  while Result and (I < A.Length) do
  begin
    Result := Upper(Ord(A.Text[I])) = Upper(Ord(B.Text[I]));
    Inc(I);
  end;
end;

{ Decodes one character of UTF-8; -1 and one byte for what is none. }
function DecodeChar(const Name: TName; var Index: LongInt): LongInt;
var
  More: LongInt;
  C: Byte;
begin
  C := Ord(Name.Text[Index]);
  Inc(Index);
  if C < $80 then
    Exit(C);
  More := Ord(C >= $C2) + Ord(C >= $E0) + Ord(C >= $F0);
  if (More = 0) or (C > $F4) or (Index + More > Name.Length) then
    Exit(-1);
  Result := C and ($3F shr More);
  while More > 0 do
  begin
    C := Ord(Name.Text[Index]);
    if C and $C0 <> $80 then
      Exit(-1);
    Result := Result shl 6 or C and $3F;
    Inc(Index);
    Dec(More);
  end;
end;

procedure AddUnit(var Long: TLongName; Value: Word); inline;
begin
  if Long.Length <= LongNameLimit then
    Long.Units[Long.Length] := Value;
  Inc(Long.Length);
end;

function IsForbidden(C: LongInt): Boolean;
begin
  Result := (C < 32) or (C < 128) and (AnsiChar(C) in ['"', '*', '/', ':', '<', '>', '?', '\', '|']);
end;

function ToLongName(const Name: TName; out Long: TLongName): LongInt;
var
  Index, C: LongInt;
begin
  Long.Length := 0;
  { Windows drops blanks and full stops at the end: such a name could not be found again there. }
  if Name.Text[Name.Length - 1] in [' ', '.'] then
    Exit(-EINVAL);
  Index := 0;
  while Index < Name.Length do
  begin
    C := DecodeChar(Name, Index);
    if (C < 0) or IsForbidden(C) then
      Exit(-EINVAL);
    if C >= $10000 then
    begin
      AddUnit(Long, $D800 + (C - $10000) shr 10);
      AddUnit(Long, $DC00 + (C - $10000) and $3FF);
    end
    else
      AddUnit(Long, C);
  end;
  Result := 0;
  if Long.Length > LongNameLimit then
    Result := -ENAMETOOLONG;
end;

{ Writes one character as UTF-8; the number of bytes. }
function EncodeChar(C: LongInt; Target: PAnsiChar): LongInt;
var
  I: LongInt;
begin
  if C < $80 then
  begin
    Target^ := AnsiChar(C);
    Exit(1);
  end;
  Result := 2 + Ord(C >= $800) + Ord(C >= $10000);
  for I := Result - 1 downto 1 do
  begin
    Target[I] := AnsiChar($80 or C and $3F);
    C := C shr 6;
  end;
  Target^ := AnsiChar(C or ($F00 shr Result) and $FF);
end;

function FromLongName(const Long: TLongName; Buffer: PAnsiChar): LongInt;
var
  I, C: LongInt;
begin
  Result := 0;
  I := 0;
  while (I < Long.Length) and (Result <= NameLimit - 4) do
  begin
    C := Long.Units[I];
    Inc(I);
    if (C and $FC00 = $D800) and (I < Long.Length) and (Long.Units[I] and $FC00 = $DC00) then
    begin
      C := $10000 + (C and $3FF) shl 10 + Long.Units[I] and $3FF;
      Inc(I);
    end;
    Inc(Result, EncodeChar(C, Buffer + Result));
  end;
end;

{ Copies the characters of one part, without the blanks at its end. Characters beyond ASCII belong
  to a code page that the volume does not name; each becomes an underscore. }
function CopyPart(Part: PByte; Length: LongInt; ToLower: Boolean; Target: PAnsiChar): LongInt;
var
  C: Byte;
begin
  while (Length > 0) and (Part[Length - 1] = Ord(' ')) do
    Dec(Length);
  for Result := 0 to Length - 1 do
  begin
    C := Part[Result];
    if (C >= $80) or (C < 32) then
      C := Ord('_');
    if ToLower and (C >= Ord('A')) and (C <= Ord('Z')) then
      Inc(C, 32);
    Target[Result] := AnsiChar(C);
  end;
  Result := Length;
end;

function FromShortName(Entry: PEntry; Buffer: PAnsiChar): LongInt;
var
  Extension: LongInt;
begin
  Result := CopyPart(@Entry^.Name, BaseLength, Entry^.Case_ and LowerBase <> 0, Buffer);
  Extension := CopyPart(@Entry^.Name[BaseLength], ExtensionLength,
    Entry^.Case_ and LowerExtension <> 0, Buffer + Result + 1);
  if Extension = 0 then
    Exit;
  Buffer[Result] := '.';
  Inc(Result, 1 + Extension);
end;

function IsShortChar(C: AnsiChar): Boolean;
begin
  Result := C in ['A'..'Z', '0'..'9', '!', '#', '$', '%', '&', '''', '(', ')', '-', '@', '^', '_',
    '`', '{', '}', '~'];
end;

function LastDot(const Name: TName): LongInt;
begin
  Result := Name.Length - 1;
  while (Result > 0) and (Name.Text[Result] <> '.') do
    Dec(Result);
  if Result <= 0 then
    Result := Name.Length;
end;

function IsShortName(const Name: TName; out Short: TShortName): Boolean;
var
  Dot, I: LongInt;
begin
  FillChar(Short, SizeOf(Short), ' ');
  Dot := LastDot(Name);
  Result := (Dot > 0) and (Dot <= BaseLength) and (Name.Length - Dot - 1 <= ExtensionLength);
  I := 0;
  while Result and (I < Name.Length) do
  begin
    if I < Dot then
      Short[I] := Ord(Name.Text[I])
    else if I > Dot then
      Short[BaseLength + I - Dot - 1] := Ord(Name.Text[I]);
    Result := (I = Dot) or IsShortChar(Name.Text[I]);
    Inc(I);
  end;
end;

{ Takes up to Limit characters from Index on, as capitals, without blanks and full stops. }
function TakePart(const Name: TName; Index, Last, Limit: LongInt; Target: PByte): LongInt;
var
  C: AnsiChar;
begin
  Result := 0;
  while (Index < Last) and (Result < Limit) do
  begin
    C := AnsiChar(Upper(Ord(Name.Text[Index])));
    Inc(Index);
    if C in [' ', '.'] then
      Continue;
    if not IsShortChar(C) then
      C := '_';
    Target[Result] := Ord(C);
    Inc(Result);
  end;
end;

function HashOf(const Name: TName): LongWord;
var
  I: LongInt;
begin
  Result := 2166136261; { FNV-1a }
  for I := 0 to Name.Length - 1 do
    Result := LongWord((Result xor Ord(Name.Text[I])) * QWord(16777619));
end;

{ NAME~1.EXT to NAME~4.EXT, then two letters, four digits of a hash and ~N: a folder of thousands
  of names that begin alike must not try thousands of numbers. }
procedure MakeAlias(const Name: TName; Attempt: LongInt; out Short: TShortName);
var
  Dot, Length, I: LongInt;
  Hash: LongWord;
  Number: String[11];
begin
  FillChar(Short, SizeOf(Short), ' ');
  Dot := LastDot(Name);
  TakePart(Name, Dot + 1, Name.Length, ExtensionLength, @Short[BaseLength]);
  Str(Attempt, Number);
  if Attempt <= 4 then
    Length := TakePart(Name, 0, Dot, BaseLength - 2, @Short)
  else
  begin
    Length := TakePart(Name, 0, Dot, 2, @Short);
    Hash := HashOf(Name) + LongWord(Attempt) div 9;
    for I := 0 to 3 do
    begin
      Short[Length] := Ord(HexStr(Hash and 15, 1)[1]);
      Hash := Hash shr 4;
      Inc(Length);
    end;
    Str(Attempt mod 9 + 1, Number);
  end;
  Short[Length] := Ord('~');
  Short[Length + 1] := Ord(Number[1]);
  { A blank first would be no name. }
  if Short[0] = Ord(' ') then
    Short[0] := Ord('_');
end;

function Checksum(const Short: TShortName): Byte;
var
  I: LongInt;
begin
  Result := 0;
  for I := Low(Short) to High(Short) do
    Result := Byte((Result and 1) shl 7 + Result shr 1 + Short[I]);
end;

end.
