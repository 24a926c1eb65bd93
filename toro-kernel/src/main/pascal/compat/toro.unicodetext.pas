{ SPDX-License-Identifier: Apache-2.0 }
{ The run-time library's manager of Unicode strings as its unit cwstring makes it, but for the C library:
  conversion, case and comparison of UTF-16 and of strings of bytes. Used by the stand-in for cwstring;
  touches the default code pages and those of the standard files. }
unit Toro.UnicodeText;

{$mode objfpc}{$H+}

interface

procedure InstallUnicodeText;
{ Puts the manager back that was there before. }
procedure RemoveUnicodeText;

implementation

uses
  BaseUnix, Toro.CaseMapping, Toro.CodePages;

const
  CodePageAscii = 20127;

var
  Before: TUnicodeStringManager;
  Installed: Boolean;
  { That of the locale }
  LocaleCodePage: TSystemCodePage = CP_UTF8;

type
  TCaseMapping = function(Character: LongWord): LongWord;

{ ---- Conversion ---- }

{ Known is the table of a page, nil for UTF-8, which needs none. False: nobody here knows the page. }
function ChoosePage(Page: TSystemCodePage; out Known: PCodePage): Boolean;
begin
  Known := nil;
  Result := (Page = CP_UTF8) or (Page = CP_ACP);
  if Result then
    Exit;
  Known := FindCodePage(Page);
  Result := Known <> nil;
end;

procedure Encode(Source: PWideChar; var Target: RawByteString; Page: TSystemCodePage; Count: SizeInt);
var
  Known: PCodePage;
  Made: RawByteString;
begin
  if not ChoosePage(Page, Known) then
  begin
    Before.Unicode2AnsiMoveProc(Source, Target, DefaultSystemCodePage, Count);
    Exit;
  end;
  if Known = nil then
    EncodeUtf8(Source, Count, Made)
  else
    EncodePage(Source, Count, Known, Made);
  SetCodePage(Made, Page, False);
  Target := Made;
end;

procedure Decode(Source: PAnsiChar; Page: TSystemCodePage; var Target: UnicodeString; Count: SizeInt);
var
  Known: PCodePage;
  Made: UnicodeString;
begin
  if not ChoosePage(Page, Known) then
  begin
    Before.Ansi2UnicodeMoveProc(Source, DefaultSystemCodePage, Target, Count);
    Exit;
  end;
  if Known = nil then
    DecodeUtf8(Source, Count, Made)
  else
    DecodePage(Source, Count, Known, Made);
  Target := Made;
end;

procedure DecodeWide(Source: PAnsiChar; Page: TSystemCodePage; var Target: WideString; Count: SizeInt);
var
  Made: UnicodeString;
begin
  Decode(Source, Page, Made, Count);
  Target := Made;
end;

{ ---- UTF-16 ---- }

function UpperText(const Text: UnicodeString): UnicodeString;
var
  Index: SizeInt;
begin
  SetLength(Result, Length(Text));
  for Index := 1 to Length(Text) do
    PWideChar(Result)[Index - 1] := WideChar(UpperOf(Ord(Text[Index])));
end;

function LowerText(const Text: UnicodeString): UnicodeString;
var
  Index: SizeInt;
begin
  SetLength(Result, Length(Text));
  for Index := 1 to Length(Text) do
    PWideChar(Result)[Index - 1] := WideChar(LowerOf(Ord(Text[Index])));
end;

{ Takes the next character; 0: the text has ended, so a NUL counts as a space. }
function TakeFolded(var Source: PWideChar; Last: PWideChar; IgnoreCase: Boolean): LongWord;
var
  Taken: SizeInt;
begin
  if Source >= Last then
    Exit(0);
  Taken := TakeUtf16(Source, Last - Source, Result);
  if (Taken <= 1) and IgnoreCase then
    Result := UpperOf(Result);
  if Taken = 0 then
    Taken := 1;
  Inc(Source, Taken);
  if Result = 0 then
    Result := Ord(' ');
end;

function Compare(const Left, Right: UnicodeString; Options: TCompareOptions): PtrInt;
var
  A, B, LastA, LastB: PWideChar;
  FromA, FromB: LongWord;
begin
  A := PWideChar(Left);
  B := PWideChar(Right);
  LastA := A + Length(Left);
  LastB := B + Length(Right);
  repeat
    FromA := TakeFolded(A, LastA, coIgnoreCase in Options);
    FromB := TakeFolded(B, LastB, coIgnoreCase in Options);
    Result := Ord(FromA > FromB) - Ord(FromA < FromB);
  until (Result <> 0) or (FromA = 0);
end;

{ The manager's types for the two kinds of strings differ in name only. }
function UpperWide(const Text: WideString): WideString;
begin
  Result := UpperText(Text);
end;

function LowerWide(const Text: WideString): WideString;
begin
  Result := LowerText(Text);
end;

function CompareWide(const Left, Right: WideString; Options: TCompareOptions): PtrInt;
begin
  Result := Compare(Left, Right, Options);
end;

{ ---- Strings of bytes, in the locale's encoding ---- }

function TakeLocale(Source: PAnsiChar; Count: SizeInt; out Character: LongWord): SizeInt;
begin
  if LocaleCodePage = CP_UTF8 then
    Exit(TakeUtf8(Source, Count, Character));
  Character := Ord(Source^);
  Result := Ord(Source^ <> #0);
  if Source^ > #127 then
    Result := InvalidCharacter;
end;

{ What is no character stays as it is. }
function MapBytes(const Text: AnsiString; Mapping: TCaseMapping): AnsiString;
const
  LongestCharacter = 4;
var
  Index, Size, Taken: SizeInt;
  Character: LongWord;
begin
  SetLength(Result, Length(Text) * LongestCharacter);
  Index := 0;
  Size := 0;
  while Index < Length(Text) do
  begin
    Taken := TakeLocale(PAnsiChar(Text) + Index, Length(Text) - Index, Character);
    if Taken > 0 then
      Inc(Size, PutUtf8(Mapping(Character), PAnsiChar(Result) + Size))
    else
    begin
      Taken := 1;
      PAnsiChar(Result)[Size] := PAnsiChar(Text)[Index];
      Inc(Size);
    end;
    Inc(Index, Taken);
  end;
  SetLength(Result, Size);
end;

function UpperBytes(const Text: AnsiString): AnsiString;
begin
  Result := MapBytes(Text, @UpperOf);
end;

function LowerBytes(const Text: AnsiString): AnsiString;
begin
  Result := MapBytes(Text, @LowerOf);
end;

{ By the bytes, which in UTF-8 is by the characters }
function ComparePieces(Left, Right: PAnsiChar; LeftSize, RightSize: SizeInt): PtrInt;
var
  Index: SizeInt;
  A, B: AnsiChar;
begin
  Index := 0;
  while (Index < LeftSize) and (Index < RightSize) do
  begin
    A := Left[Index];
    if A = #0 then
      A := ' ';
    B := Right[Index];
    if B = #0 then
      B := ' ';
    if A <> B then
      Exit(Ord(A > B) - Ord(A < B));
    Inc(Index);
  end;
  Result := Ord(LeftSize > RightSize) - Ord(LeftSize < RightSize);
end;

function CompareBytes(const Left, Right: AnsiString): PtrInt;
begin
  Result := ComparePieces(PAnsiChar(Left), PAnsiChar(Right), Length(Left), Length(Right));
end;

function CompareBytesText(const Left, Right: AnsiString): PtrInt;
begin
  Result := CompareBytes(UpperBytes(Left), UpperBytes(Right));
end;

function CompareZ(Left, Right: PAnsiChar): PtrInt;
begin
  Result := ComparePieces(Left, Right, StrLen(Left), StrLen(Right));
end;

function CompareZText(Left, Right: PAnsiChar): PtrInt;
begin
  Result := CompareBytesText(AnsiString(Left), AnsiString(Right));
end;

function CompareZPart(Left, Right: PAnsiChar; MaxSize: PtrUInt): PtrInt;
begin
  Result := ComparePieces(Left, Right, MaxSize, MaxSize);
end;

function CompareZPartText(Left, Right: PAnsiChar; MaxSize: PtrUInt): PtrInt;
var
  A, B: AnsiString;
begin
  SetString(A, Left, MaxSize);
  SetString(B, Right, MaxSize);
  Result := CompareBytesText(A, B);
end;

{ Puts a text back where it came from; a longer one does not fit (range error, as in cwstring). }
function PutBack(const Text: AnsiString; Target: PAnsiChar): PAnsiChar;
begin
  if Length(Text) > StrLen(Target) then
    RunError(201);
  Move(PAnsiChar(Text)^, Target^, Length(Text));
  Target[Length(Text)] := #0;
  Result := Target;
end;

function UpperZ(Text: PAnsiChar): PAnsiChar;
begin
  Result := PutBack(UpperBytes(AnsiString(Text)), Text);
end;

function LowerZ(Text: PAnsiChar): PAnsiChar;
begin
  Result := PutBack(LowerBytes(AnsiString(Text)), Text);
end;

{ The end counts, as in cwstring. }
function CountCharacters(const Text: PAnsiChar): PtrInt;
var
  Next: PAnsiChar;
  Rest, Taken: SizeInt;
  Character: LongWord;
begin
  Next := Text;
  Rest := StrLen(Text) + 1;
  Result := 0;
  repeat
    Taken := TakeLocale(Next, Rest, Character);
    if Taken < 0 then
      Taken := 1;
    Inc(Result);
    Inc(Next, Taken);
    Dec(Rest, Taken);
  until Taken = 0;
end;

function CharacterSize(const Text: PAnsiChar; MaxSize: PtrInt): PtrInt;
var
  Character: LongWord;
begin
  Result := TakeLocale(Text, MaxSize, Character);
  if Result < 0 then
    Result := -1;
end;

{ ---- The locale and the manager ---- }

function Variable(Name: PAnsiChar): AnsiString;
begin
  Result := AnsiString(fpGetEnv(Name));
end;

procedure ReadLocale;
var
  Name: AnsiString;
begin
  Name := Variable('LC_ALL');
  if Name = '' then
    Name := Variable('LC_CTYPE');
  if Name = '' then
    Name := Variable('LANG');
  AsciiCaseOnly := (Name = 'C') or (Name = 'POSIX');
  if AsciiCaseOnly then
    LocaleCodePage := CodePageAscii;
end;

function StandardCodePage(const Purpose: TStandardCodePageEnum): TSystemCodePage;
begin
  Result := LocaleCodePage;
end;

procedure SetFilePage(var Item: Text);
begin
  TextRec(Item).CodePage := LocaleCodePage;
end;

procedure Fill(var Manager: TUnicodeStringManager);
begin
  Manager.Wide2AnsiMoveProc := @Encode;
  Manager.Ansi2WideMoveProc := @DecodeWide;
  Manager.UpperWideStringProc := @UpperWide;
  Manager.LowerWideStringProc := @LowerWide;
  Manager.CompareWideStringProc := @CompareWide;
  Manager.CharLengthPCharProc := @CountCharacters;
  Manager.CodePointLengthProc := @CharacterSize;
  Manager.UpperAnsiStringProc := @UpperBytes;
  Manager.LowerAnsiStringProc := @LowerBytes;
  Manager.CompareStrAnsiStringProc := @CompareBytes;
  Manager.CompareTextAnsiStringProc := @CompareBytesText;
  Manager.StrCompAnsiStringProc := @CompareZ;
  Manager.StrICompAnsiStringProc := @CompareZText;
  Manager.StrLCompAnsiStringProc := @CompareZPart;
  Manager.StrLICompAnsiStringProc := @CompareZPartText;
  Manager.StrLowerAnsiStringProc := @LowerZ;
  Manager.StrUpperAnsiStringProc := @UpperZ;
  Manager.Unicode2AnsiMoveProc := @Encode;
  Manager.Ansi2UnicodeMoveProc := @Decode;
  Manager.UpperUnicodeStringProc := @UpperText;
  Manager.LowerUnicodeStringProc := @LowerText;
  Manager.CompareUnicodeStringProc := @Compare;
  Manager.GetStandardCodePageProc := @StandardCodePage;
end;

procedure InstallUnicodeText;
var
  Manager: TUnicodeStringManager;
begin
  if not Installed then
  begin
    GetUnicodeStringManager(Before);
    ReadLocale;
    DefaultSystemCodePage := LocaleCodePage;
    DefaultFileSystemCodePage := LocaleCodePage;
    DefaultRTLFileSystemCodePage := LocaleCodePage;
    SetFilePage(Input);
    SetFilePage(Output);
    SetFilePage(ErrOutput);
    SetFilePage(StdOut);
    SetFilePage(StdErr);
    Installed := True;
  end;
  Manager := Before;
  Fill(Manager);
  SetUnicodeStringManager(Manager);
end;

procedure RemoveUnicodeText;
begin
  SetUnicodeStringManager(Before);
end;

end.
