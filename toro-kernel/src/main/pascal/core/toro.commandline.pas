{ SPDX-License-Identifier: Apache-2.0 }
{ The command line as the arguments and the environment of the program (BOOT-ABI 9), laid out on the
  first stack as the psABI (3.4.1) wants it. Words that start with `toro.` or
  `virtio_mmio.` are the kernel's own. }
unit Toro.CommandLine;

{$mode objfpc}

interface

uses
  Toro.BootAbi;

{ Copies the command line and cuts it into words. Before InitPages: loaders leave it in memory that is
  free afterwards. }
procedure InitCommandLine(Info: PBootInfo);
{ Puts argc, argv, envp and an empty auxiliary vector below Top; answers the stack pointer. }
function PlaceArguments(Info: PBootInfo; Top: PtrUInt): PtrUInt;

{ What follows NAME= in the kernel's own word of that name (`toro.net`), the first or a later one of
  several; nil: there is none. The text stays where it is as long as the appliance runs. }
function FindKernelWord(Name: PAnsiChar; Occurrence: LongInt = 0): PAnsiChar;

var
  { ParamStr(0) }
  ProgramName: PAnsiChar;
  { The word toro.trace was there: unit initializations are marked. }
  TraceInitialization: Boolean;

implementation

const
  { More is cut off. }
  MaxLength = 4096;
  MaxWords = 512;
  DefaultName: PAnsiChar = 'Toro';

type
  TWordKind = (ParameterWord, VariableWord, KernelWord, SeparatorWord);

var
  Words: array[0..MaxWords - 1] of PAnsiChar;
  WordCount: LongInt;
  { The words, each with its NUL }
  Text: array[0..MaxLength] of AnsiChar;

procedure InitCommandLine(Info: PBootInfo);
var
  Source, Target: PAnsiChar;
  Size: PtrUInt;
  Quoted: Boolean;
begin
  if Info^.CommandLine = nil then
    Exit;
  Size := StrLen(Info^.CommandLine);
  if Size > MaxLength then
    Size := MaxLength;
  Move(Info^.CommandLine^, Text, Size);
  Source := @Text;
  while WordCount < MaxWords do
  begin
    while Source^ = ' ' do
      Inc(Source);
    if Source^ = #0 then
      Exit;
    Target := Source;
    Words[WordCount] := Target;
    Inc(WordCount);
    Quoted := False;
    while (Source^ <> #0) and (Quoted or (Source^ <> ' ')) do
    begin
      if Source^ = '"' then
        Quoted := not Quoted
      else
      begin
        Target^ := Source^;
        Inc(Target);
      end;
      Inc(Source);
    end;
    if Source^ <> #0 then
      Inc(Source);
    Target^ := #0;
  end;
end;

function StartsWith(Text, Prefix: PAnsiChar): Boolean;
begin
  while (Prefix^ <> #0) and (Text^ = Prefix^) do
  begin
    Inc(Text);
    Inc(Prefix);
  end;
  Result := Prefix^ = #0;
end;

function FindKernelWord(Name: PAnsiChar; Occurrence: LongInt): PAnsiChar;
var
  Index: LongInt;
begin
  for Index := 0 to WordCount - 1 do
    if StartsWith(Words[Index], Name) and (Words[Index][StrLen(Name)] = '=') then
    begin
      if Occurrence = 0 then
        Exit(Words[Index] + StrLen(Name) + 1);
      Dec(Occurrence);
    end;
  Result := nil;
end;

function IsSeparator(Text: PAnsiChar): Boolean;
begin
  Result := (Text[0] = '-') and (Text[1] = '-') and (Text[2] = #0);
end;

function HasEquals(Text: PAnsiChar): Boolean;
begin
  while (Text^ <> #0) and (Text^ <> '=') do
    Inc(Text);
  Result := (Text^ = '=');
end;

{ Where the separator is; -1: nowhere }
function SeparatorIndex: LongInt;
begin
  Result := WordCount - 1;
  while Result >= 0 do
  begin
    if IsSeparator(Words[Result]) then
      Exit;
    Dec(Result);
  end;
end;

function KindOf(Index, Separator: LongInt): TWordKind;
begin
  if StartsWith(Words[Index], 'toro.') or StartsWith(Words[Index], 'virtio_mmio.') then
    Exit(KernelWord);
  if Index = Separator then
    Exit(SeparatorWord);
  if (Index < Separator) and HasEquals(Words[Index]) then
    Exit(VariableWord);
  Result := ParameterWord;
end;

function PlaceArguments(Info: PBootInfo; Top: PtrUInt): PtrUInt;
var
  Slot: ^PAnsiChar;
  First, Separator, Parameters: LongInt;

  procedure Place(Kind: TWordKind);
  var
    Index: LongInt;
  begin
    for Index := First to WordCount - 1 do
      if KindOf(Index, Separator) = Kind then
      begin
        Slot^ := Words[Index];
        Inc(Slot);
        if Kind = ParameterWord then
          Inc(Parameters);
      end;
    Slot^ := nil;
    Inc(Slot);
  end;

var
  Index: LongInt;
begin
  First := 0;
  ProgramName := DefaultName;
  { Only multiboot loaders put the image's own name first. }
  if (Info^.Protocol = ProtocolMultiboot) and (WordCount > 0) then
  begin
    ProgramName := Words[0];
    First := 1;
  end;
  Separator := SeparatorIndex;
  for Index := First to WordCount - 1 do
    if StartsWith(Words[Index], 'toro.trace') then
      TraceInitialization := True;
  { argc, argv[0], one slot a word, three ends, two slots of the auxiliary vector }
  Result := (Top - PtrUInt(WordCount + 8) * SizeOf(Pointer)) and not PtrUInt(15);
  Slot := Pointer(Result + SizeOf(Pointer));
  Slot^ := ProgramName;
  Inc(Slot);
  Parameters := 1;
  Place(ParameterWord);
  Place(VariableWord);
  Slot[0] := nil;
  Slot[1] := nil;
  PInt64(Result)^ := Parameters;
end;

end.
