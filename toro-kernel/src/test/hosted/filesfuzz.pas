{ SPDX-License-Identifier: Apache-2.0 }
{ Damaged volumes: bytes of an image's metadata are changed at random, then the volume is mounted,
  read and changed. Nothing may crash, hang or leave a node or buffer held; errors are fine.

  Usage: filesfuzz IMAGE FIRST-SEED COUNT
  IMAGE is not changed. Each seed is one damaged volume. Ends with 0 and 'survived N of COUNT
  mounted M noticed K', or with 1 and the seed; K: how many volumes were refused or had something
  reported, which says that the damage met what matters. }
program FilesFuzz;

{$mode objfpc}{$H+}

uses
  BaseUnix, SysUtils, HostDisk, Toro.Buffers, Toro.FileTypes, Toro.Nodes, Toro.Paths, Toro.Vfs,
  Toro.Volumes, Ext2, Fat;

const
  SecondsLimit = 20;
  EntryLimit = 300;

var
  Original: PByte;
  Seed, Mounted, Noticed: LongInt;
  SawDamage: Boolean;
  Volume, Memory: PVolume;
  Bytes: array[0..65535] of Byte;
  Visited: LongInt;
  { The offsets that hold anything: damage elsewhere would mean nothing. }
  Used: array of Int64;
  UsedCount: LongInt;

procedure Fail(const What: string);
begin
  WriteLn('seed ', Seed, ': ', What);
  Halt(1);
end;

procedure TooLong(Signal: LongInt); cdecl;
begin
  Fail('does not end');
end;

procedure FindUsed;
var
  I: Int64;
begin
  SetLength(Used, DiskSize);
  I := 0;
  while I < DiskSize do
  begin
    if Original[I] <> 0 then
    begin
      Used[UsedCount] := I;
      Inc(UsedCount);
    end;
    Inc(I);
  end;
end;

{ Changes 1 to 6 places: a byte, or a number of 16 or 32 bits set to something extreme. }
procedure Damage;
const
  Extremes: array[0..7] of LongWord = (0, 1, 2, $7FFFFFFF, $80000000, $FFFFFFFF, $FFFF, 13);
var
  I: LongInt;
  Offset: Int64;
begin
  for I := 0 to Random(6) do
  begin
    Offset := Used[Random(UsedCount)];
    case Random(4) of
      0: DiskBytes[Offset] := Random(256);
      1: DiskBytes[Offset] := DiskBytes[Offset] xor (1 shl Random(8));
      2: PWord(@DiskBytes[Offset and not 1])^ := Extremes[Random(8)];
    else
      PLongWord(@DiskBytes[Offset and not 3])^ := Extremes[Random(8)];
    end;
  end;
end;

type
  PNames = ^TNames;
  TNames = record
    Count: LongInt;
    Names: array[0..EntryLimit - 1] of string;
  end;

function CollectName(Context: Pointer; const Name: TName; Number: QWord; Kind: Byte;
  NextPosition: Int64): Boolean;
var
  Names: PNames;
begin
  Names := Context;
  if not IsDot(Name) and not IsDotDot(Name) then
  begin
    SetString(Names^.Names[Names^.Count], Name.Text, Name.Length);
    Inc(Names^.Count);
  end;
  Result := Names^.Count < EntryLimit;
end;

procedure ReadAll(const Path: string; Node: PNode);
var
  Offset, Got: Int64;
begin
  Offset := 0;
  repeat
    Got := ReadNode(Node, Offset, @Bytes, SizeOf(Bytes));
    Inc(Offset, Got);
    { A damaged size makes a file of many holes: a part of it will do. }
  until (Got <= 0) or (Offset > 4000000);
  ReadNode(Node, Node^.Size - 100, @Bytes, 200);
end;

procedure Walk(const Path: string; Depth: LongInt; Change: Boolean);
var
  Node: PNode;
  Names: PNames;
  I: LongInt;
begin
  Inc(Visited);
  if (Depth > 6) or (Visited > 400) or (FindPath(PAnsiChar(Path), False, Node) <> 0) then
    Exit;
  if IsFile(Node) then
    ReadAll(Path, Node)
  else if IsSymLink(Node) then
    ReadLinkPath(PAnsiChar(Path), PAnsiChar(@Bytes), SizeOf(Bytes))
  else if IsDirectory(Node) then
  begin
    New(Names);
    Names^.Count := 0;
    VisitDirectory(Node, 0, @CollectName, Names);
    for I := 0 to Names^.Count - 1 do
      Walk(Path + '/' + Names^.Names[I], Depth + 1, Change);
    Dispose(Names);
  end;
  if Change and IsFile(Node) then
  begin
    WriteNode(Node, Random(300000), @Bytes, Random(SizeOf(Bytes)));
    TruncateNode(Node, Random(100000));
  end;
  LetGo(Node);
  if not Change then
    Exit;
  case Random(4) of
    0: UnlinkPath(PAnsiChar(Path));
    1: RemoveDirectory(PAnsiChar(Path));
    2: RenamePath(PAnsiChar(Path), PAnsiChar('/moved' + IntToStr(Random(20))));
  end;
end;

procedure MakeThings;
var
  I: LongInt;
  Path: string;
  Node: PNode;
begin
  for I := 1 to 20 do
  begin
    Path := '/new' + IntToStr(I);
    if OpenNode(PAnsiChar(Path), OpenCreate, &644, Node) = 0 then
    begin
      WriteNode(Node, Random(100000), @Bytes, Random(30000));
      LetGo(Node);
    end;
    Path := '/folder' + IntToStr(I);
    MakePath(PAnsiChar(Path), ModeDirectory or &755, MakeName(nil, 0), 0);
  end;
end;

procedure CheckNothingHeld;
begin
  if PinnedBuffers <> 0 then
    Fail(IntToStr(PinnedBuffers) + ' buffers held');
end;

procedure UseVolume;
begin
  { On FAT32 the root directory is a chain that may be damaged. }
  if SetRoot(Volume) <> 0 then
  begin
    UnmountVolume(Volume);
    Exit;
  end;
  Inc(Mounted);
  Visited := 0;
  Walk('', 0, False);
  Walk('/', 0, False);
  CheckNothingHeld;
  MakeThings;
  Visited := 0;
  Walk('/', 0, True);
  CommitVolume(Volume);
  MakeThings;
  CheckNothingHeld;
  if SetRoot(Memory) <> 0 then
    Fail('memory root');
  if Volume^.Nodes <> nil then
    Fail('nodes held');
  UnmountVolume(Volume);
end;

procedure SeeMessage(Volume: PVolume; const What: ShortString; Value: QWord);
begin
  SawDamage := True;
end;

function Load(Node: PNode): LongInt;
begin
  Node^.Mode := ModeDirectory;
  Node^.Links := 2;
  Result := 0;
end;

const
  EmptyOperations: TVolumeOperations = (
    Load: @Load; Store: nil; Discard: nil; Forget: nil; Lookup: nil; Make: nil; Link: nil;
    Unlink: nil; Rename: nil; ReadDirectory: nil; ReadLink: nil; Read: nil; Write: nil;
    Truncate: nil; ApplyFrees: nil; MarkDirty: nil; MarkClean: nil; Statistics: nil;
    Release: nil);

{ A root to stand on while no volume is mounted. }
procedure MakeMemoryRoot;
begin
  New(Memory);
  FillChar(Memory^, SizeOf(TVolume), 0);
  Memory^.Operations := @EmptyOperations;
  Memory^.BlockSize := 4096;
  EnterVolume(Memory);
end;

var
  First: LongInt;
begin
  fpSignal(SIGALRM, @TooLong);
  VolumeMessage := @SeeMessage;
  LoadDisk(ParamStr(1));
  Original := GetMem(DiskSize);
  Move(DiskBytes^, Original^, DiskSize);
  FindUsed;
  MakeMemoryRoot;
  SetRoot(Memory);
  First := StrToInt(ParamStr(2));
  for Seed := First to First + StrToInt(ParamStr(3)) - 1 do
  begin
    RandSeed := Seed;
    Move(Original^, DiskBytes^, DiskSize);
    Damage;
    fpAlarm(SecondsLimit);
    SawDamage := False;
    if MountVolume(nil, @Disk, False, Volume) = 0 then
      UseVolume
    else
      SawDamage := True;
    fpAlarm(0);
    Inc(Noticed, Ord(SawDamage));
  end;
  WriteLn('survived ', ParamStr(3), ' of ', ParamStr(3), ' mounted ', Mounted, ' noticed ', Noticed);
end.
