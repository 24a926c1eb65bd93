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
function PlaceArguments(Top: PtrUInt): PtrUInt;

{ What follows NAME= in the kernel's own word of that name (`toro.net`), the first or a later one of
  several; nil: there is none. The text stays where it is as long as the appliance runs. }
function FindKernelWord(Name: PAnsiChar; Occurrence: LongInt = 0): PAnsiChar;

var
  { ParamStr(0), a full path; from the unit that toro-compiler generates for each program }
  ProgramName: AnsiChar; external name 'TC_$TORO.PROGRAMNAME_$$_PATH';

implementation

const
  { More is cut off. }
  MaxLength = 4096;
  MaxWords = 512;
  { The word -- with its NUL, and what is compared with it }
  SeparatorText = $2D2D;
  SeparatorMask = $FFFFFF;

var
  Words: array[0..MaxWords - 1] of PAnsiChar;
  WordCount: LongInt;
  { The words, each with its NUL; three bytes more for reading four at a time }
  Text: array[0..MaxLength + 3] of AnsiChar;

procedure InitCommandLine(Info: PBootInfo);
var
  Source, Target, Finish: PAnsiChar;
  Quoted: Boolean;
begin
  Source := Info^.CommandLine;
  if Source = nil then
    Exit;
  { Only multiboot loaders put the image's own path first; it is long, and not quoted. }
  if Info^.Protocol = ProtocolMultiboot then
    while Source^ > ' ' do
      Inc(Source);
  Finish := Source + MaxLength;
  Target := @Text;
  while (WordCount < MaxWords) and (Source < Finish) and (Source^ <> #0) do
  begin
    if Source^ = ' ' then
    begin
      Inc(Source);
      Continue;
    end;
    Words[WordCount] := Target;
    Inc(WordCount);
    Quoted := False;
    while (Source < Finish) and (Source^ <> #0) and (Quoted or (Source^ <> ' ')) do
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
    Target^ := #0;
    Inc(Target);
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

function HasEquals(Text: PAnsiChar): Boolean;
begin
  while (Text^ <> #0) and (Text^ <> '=') do
    Inc(Text);
  Result := Text^ = '=';
end;

{ Words before Separator with a = are variables, the kernel's own are left out. }
function IsWanted(Index, Separator: LongInt; Variables: Boolean): Boolean; inline;
begin
  Result := (Index <> Separator) and not StartsWith(Words[Index], 'toro.') and
    not StartsWith(Words[Index], 'virtio_mmio.') and
    (((Index < Separator) and HasEquals(Words[Index])) = Variables);
end;

function PlaceArguments(Top: PtrUInt): PtrUInt;
var
  Slot: ^PAnsiChar;
  Separator, Index: LongInt;
  Variables: Boolean;
begin
  Separator := WordCount - 1;
  while (Separator >= 0) and (PLongWord(Words[Separator])^ and SeparatorMask <> SeparatorText) do
    Dec(Separator);
  { argc, argv[0], one slot a word, three ends, two slots of the auxiliary vector }
  Result := (Top - PtrUInt(WordCount + 8) * SizeOf(Pointer)) and not PtrUInt(15);
  Slot := Pointer(Result + SizeOf(Pointer));
  Slot^ := @ProgramName;
  Inc(Slot);
  for Variables := False to True do
  begin
    for Index := 0 to WordCount - 1 do
      if IsWanted(Index, Separator, Variables) then
      begin
        Slot^ := Words[Index];
        Inc(Slot);
      end;
    if not Variables then
      PInt64(Result)^ := (PtrUInt(Slot) - Result) div SizeOf(Pointer) - 1;
    Slot^ := nil;
    Inc(Slot);
  end;
  Slot[0] := nil;
  Slot[1] := nil;
end;

end.
