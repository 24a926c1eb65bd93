{ SPDX-License-Identifier: Apache-2.0 }
{ Conversion between UTF-16 and the code pages of one byte a character, and UTF-8. What cannot be
  converted becomes a question mark for each unit of the source, as the run-time library's cwstring has
  it. Used by the stand-in for that unit. }
unit Toro.CodePages;

{$mode objfpc}{$H+}

interface

type
  TCodePage = record
    Number: Word;
    { What bytes from 128 on stand for; 0: nothing }
    Upper: array[128..255] of Word;
  end;
  PCodePage = ^TCodePage;

{ nil: not known }
function FindCodePage(Number: Word): PCodePage;
procedure EncodePage(Source: PWideChar; Count: SizeInt; Page: PCodePage; out Target: RawByteString);
procedure DecodePage(Source: PAnsiChar; Count: SizeInt; Page: PCodePage; out Target: UnicodeString);
procedure EncodeUtf8(Source: PWideChar; Count: SizeInt; out Target: RawByteString);
procedure DecodeUtf8(Source: PAnsiChar; Count: SizeInt; out Target: UnicodeString);

const
  InvalidCharacter = -1;
  IncompleteCharacter = -2;

{ Takes a character from at most Count bytes of UTF-8 (RFC 3629); answers its size in bytes, 0 at a
  NUL, or one of the constants above. }
function TakeUtf8(Source: PAnsiChar; Count: SizeInt; out Character: LongWord): SizeInt;
{ Writes a character as UTF-8; answers the number of bytes. }
function PutUtf8(Character: LongWord; Target: PAnsiChar): SizeInt;
{ Takes a character from UTF-16; answers the number of units, 0 for half a pair. }
function TakeUtf16(Source: PWideChar; Count: SizeInt; out Character: LongWord): SizeInt;

implementation

{$I toro.codepages.inc}

const
  Unknown = '?';
  MaxUtf8Bytes = 4;

function FindCodePage(Number: Word): PCodePage;
var
  Index: LongInt;
begin
  for Index := 0 to High(Pages) do
    if Pages[Index].Number = Number then
      Exit(@Pages[Index]);
  Result := nil;
end;

function ByteOf(Unit_: Word; Page: PCodePage): AnsiChar;
var
  Index: LongInt;
begin
  if Unit_ < 128 then
    Exit(AnsiChar(Unit_));
  for Index := Low(Page^.Upper) to High(Page^.Upper) do
    if Page^.Upper[Index] = Unit_ then
      Exit(AnsiChar(Index));
  Result := Unknown;
end;

procedure EncodePage(Source: PWideChar; Count: SizeInt; Page: PCodePage; out Target: RawByteString);
var
  Index: SizeInt;
begin
  SetLength(Target, Count);
  for Index := 0 to Count - 1 do
    PAnsiChar(Target)[Index] := ByteOf(Word(Source[Index]), Page);
end;

procedure DecodePage(Source: PAnsiChar; Count: SizeInt; Page: PCodePage; out Target: UnicodeString);
var
  Index: SizeInt;
  Value: Word;
begin
  SetLength(Target, Count);
  for Index := 0 to Count - 1 do
  begin
    Value := Ord(Source[Index]);
    if Value >= 128 then
      Value := Page^.Upper[Value];
    if (Value = 0) and (Source[Index] <> #0) then
      Value := Ord(Unknown);
    PWideChar(Target)[Index] := WideChar(Value);
  end;
end;

{ ---- UTF-8 and UTF-16 ---- }

{ How many bytes the character has that starts with First, and the smallest character of that size }
function SizeByFirst(First: Byte; out Smallest: LongWord): SizeInt;
begin
  Smallest := 0;
  case First of
    0..$7F:
      Result := 1;
    $C2..$DF:
      begin
        Result := 2;
        Smallest := $80;
      end;
    $E0..$EF:
      begin
        Result := 3;
        Smallest := $800;
      end;
    $F0..$F4:
      begin
        Result := MaxUtf8Bytes;
        Smallest := $10000;
      end;
  else
    Result := InvalidCharacter;
  end;
end;

{ Whether Second may follow First: neither overlong, nor a surrogate, nor beyond the last character. }
function IsSecond(First, Second: Byte): Boolean;
begin
  case First of
    $E0:
      Result := Second in [$A0..$BF];
    $ED:
      Result := Second in [$80..$9F];
    $F0:
      Result := Second in [$90..$BF];
    $F4:
      Result := Second in [$80..$8F];
  else
    Result := Second in [$80..$BF];
  end;
end;

function TakeUtf8(Source: PAnsiChar; Count: SizeInt; out Character: LongWord): SizeInt;
const
  FirstMask: array[1..MaxUtf8Bytes] of Byte = ($7F, $1F, $0F, $07);
var
  Index: SizeInt;
  Smallest: LongWord;
begin
  Character := 0;
  if Count = 0 then
    Exit(IncompleteCharacter);
  Result := SizeByFirst(Ord(Source[0]), Smallest);
  if Result < 0 then
    Exit;
  Character := Ord(Source[0]) and FirstMask[Result];
  for Index := 1 to Result - 1 do
  begin
    if Index >= Count then
      Exit(IncompleteCharacter);
    if (Ord(Source[Index]) and $C0 <> $80) or
      ((Index = 1) and not IsSecond(Ord(Source[0]), Ord(Source[1]))) then
      Exit(InvalidCharacter);
    Character := Character shl 6 or Ord(Source[Index]) and $3F;
  end;
  if Source[0] = #0 then
    Result := 0;
end;

function PutUtf8(Character: LongWord; Target: PAnsiChar): SizeInt;
const
  FirstMark: array[1..MaxUtf8Bytes] of Byte = (0, $C0, $E0, $F0);
var
  Index: SizeInt;
begin
  Result := 1 + Ord(Character >= $80) + Ord(Character >= $800) + Ord(Character >= $10000);
  for Index := Result - 1 downto 1 do
  begin
    Target[Index] := AnsiChar($80 or Character and $3F);
    Character := Character shr 6;
  end;
  Target[0] := AnsiChar(FirstMark[Result] or Character);
end;

function TakeUtf16(Source: PWideChar; Count: SizeInt; out Character: LongWord): SizeInt;
begin
  Character := Ord(Source[0]);
  if (Character < $D800) or (Character > $DFFF) then
    Exit(1);
  Result := 0;
  if (Character > $DBFF) or (Count < 2) or (Ord(Source[1]) and $FC00 <> $DC00) then
    Exit;
  Character := $10000 + (Character and $3FF) shl 10 + Ord(Source[1]) and $3FF;
  Result := 2;
end;

procedure EncodeUtf8(Source: PWideChar; Count: SizeInt; out Target: RawByteString);
const
  BytesPerUnit = 3;
var
  Next: PAnsiChar;
  Character: LongWord;
  Taken: SizeInt;
begin
  SetLength(Target, Count * BytesPerUnit);
  Next := PAnsiChar(Target);
  while Count > 0 do
  begin
    Taken := TakeUtf16(Source, Count, Character);
    if Taken = 0 then
    begin
      Taken := 1;
      Character := Ord(Unknown);
    end;
    Inc(Next, PutUtf8(Character, Next));
    Inc(Source, Taken);
    Dec(Count, Taken);
  end;
  SetLength(Target, Next - PAnsiChar(Target));
end;

procedure PutUtf16(Character: LongWord; var Target: PWideChar);
begin
  if Character >= $10000 then
  begin
    Dec(Character, $10000);
    Target^ := WideChar($D800 or Character shr 10);
    Inc(Target);
    Character := $DC00 or Character and $3FF;
  end;
  Target^ := WideChar(Character);
  Inc(Target);
end;

procedure DecodeUtf8(Source: PAnsiChar; Count: SizeInt; out Target: UnicodeString);
var
  Next: PWideChar;
  Character: LongWord;
  Taken: SizeInt;
begin
  SetLength(Target, Count);
  Next := PWideChar(Target);
  while Count > 0 do
  begin
    Taken := TakeUtf8(Source, Count, Character);
    { One mark ends a text that is cut off. }
    if Taken = IncompleteCharacter then
      Count := 1;
    if Taken < 0 then
      Character := Ord(Unknown);
    if Taken <= 0 then
      Taken := 1;
    PutUtf16(Character, Next);
    Inc(Source, Taken);
    Dec(Count, Taken);
  end;
  SetLength(Target, Next - PWideChar(Target));
end;

end.
