{ SPDX-License-Identifier: Apache-2.0 }
{ Random file operations on a volume, each done on Linux as well: results, errors, contents and
  attributes must agree.

  Usage: filesmodel IMAGE SCRATCH SEED OPERATIONS [nolinks]
  IMAGE is changed; SCRATCH is an empty folder, which then holds the same tree. Ends with 0 and
  the line 'agreed N', or with 1 and what differed. 'nolinks': for filesystems without links. }
program FilesModel;

{$mode objfpc}{$H+}

uses
  BaseUnix, Classes, SysUtils, HostDisk, Toro.Block, Toro.FileTypes, Toro.Nodes, Toro.Paths,
  Toro.Vfs, Toro.Volumes, Ext2, Fat;

const
  Names: array[0..11] of string = ('a', 'b', 'Letter.txt', 'name with blanks', 'x.tar.gz',
    'a-rather-long-name-that-needs-several-entries-on-fat.conf', 'd', 'e', 'dir', 'sub', 'q', 'r');
  MaxBytes = 300000;
  HandleCount = 4;

type
  THandle = record
    Node: PNode;
    Fd: LongInt;
    Path: string;
  end;

var
  Scratch: string;
  Volume: PVolume;
  Handles: array[0..HandleCount - 1] of THandle;
  Step: LongInt;
  Links: Boolean = True;
  Bytes, Back: array[0..MaxBytes - 1] of Byte;
  What: string;

procedure Differ(const Ours, Theirs: string);
begin
  WriteLn('step ', Step, ': ', What, ': volume ', Ours, ', Linux ', Theirs);
  Halt(1);
end;

procedure Same(Ours, Theirs: Int64);
begin
  if Ours <> Theirs then
    Differ(IntToStr(Ours), IntToStr(Theirs));
end;

{ The result of a call on Linux in the kernel's manner. }
function Native(Value: Int64): Int64;
begin
  Result := Value;
  if Value < 0 then
    Result := -fpGetErrno;
end;

function RandomPath: string;
var
  I: LongInt;
begin
  Result := '';
  for I := 0 to Random(3) do
    Result := Result + '/' + Names[Random(Length(Names))];
end;

function RandomSize: LongInt;
begin
  case Random(4) of
    0: Result := Random(20);
    1: Result := Random(2000);
    2: Result := Random(20000);
  else
    Result := Random(MaxBytes);
  end;
end;

procedure FillBytes(Size: LongInt);
var
  I, Seed: LongInt;
begin
  Seed := Random(1000);
  for I := 0 to Size - 1 do
    Bytes[I] := (I * 7 + Seed + I div 251) and 255;
end;

procedure CloseHandle(var Handle: THandle);
begin
  if Handle.Fd < 0 then
    Exit;
  LetGo(Handle.Node);
  fpClose(Handle.Fd);
  Handle.Fd := -1;
end;

procedure DoOpen;
var
  Path: string;
  Flags: LongInt;
  Handle: ^THandle;
begin
  Path := RandomPath;
  Handle := @Handles[Random(HandleCount)];
  CloseHandle(Handle^);
  Flags := O_RDWR;
  if Random(3) > 0 then
    Flags := Flags or OpenCreate;
  if Random(4) = 0 then
    Flags := Flags or OpenTruncate;
  if Random(6) = 0 then
    Flags := Flags or OpenExclusive;
  What := Format('open %s %x', [Path, Flags]);
  Handle^.Fd := fpOpen(Scratch + Path, Flags, &644);
  Same(OpenNode(PAnsiChar(Path), Flags, &644, Handle^.Node), Native(Ord(Handle^.Fd >= 0) - 1));
  Handle^.Path := Path;
end;

function RandomHandle: LongInt;
begin
  Result := Random(HandleCount);
  if Handles[Result].Fd < 0 then
    DoOpen;
  if Handles[Result].Fd < 0 then
    Result := -1;
end;

function RandomOffset: Int64;
begin
  Result := Random(100000);
  if Random(20) = 0 then
    Result := Result * 37; { a sparse file }
end;

procedure DoWrite;
var
  I, Size: LongInt;
  Offset: Int64;
begin
  I := RandomHandle;
  if I < 0 then
    Exit;
  Size := RandomSize;
  Offset := RandomOffset;
  What := Format('write %s %d at %d', [Handles[I].Path, Size, Offset]);
  FillBytes(Size);
  Same(WriteNode(Handles[I].Node, Offset, @Bytes, Size),
    Native(fpPWrite(Handles[I].Fd, @Bytes, Size, Offset)));
end;

procedure DoRead;
var
  I, Size: LongInt;
  Offset: Int64;
begin
  I := RandomHandle;
  if I < 0 then
    Exit;
  Size := RandomSize;
  Offset := RandomOffset;
  What := Format('read %s %d at %d', [Handles[I].Path, Size, Offset]);
  Size := Native(fpPRead(Handles[I].Fd, @Bytes, Size, Offset));
  if Size >= 0 then
    Same(ReadNode(Handles[I].Node, Offset, @Back, Size), Size);
  if (Size > 0) and (CompareByte(Bytes, Back, Size) <> 0) then
    Differ('bytes', 'other bytes');
end;

procedure DoTruncate;
var
  I: LongInt;
  Size: Int64;
begin
  I := RandomHandle;
  if I < 0 then
    Exit;
  Size := RandomOffset;
  What := Format('truncate %s to %d', [Handles[I].Path, Size]);
  Same(TruncateNode(Handles[I].Node, Size), Native(fpFTruncate(Handles[I].Fd, Size)));
end;

procedure DoMakeDirectory;
var
  Path: string;
begin
  Path := RandomPath;
  What := 'mkdir ' + Path;
  Same(MakePath(PAnsiChar(Path), ModeDirectory or &755, MakeName(nil, 0), 0),
    Native(fpMkDir(Scratch + Path, &755)));
end;

procedure DoRemoveDirectory;
var
  Path: string;
begin
  Path := RandomPath;
  What := 'rmdir ' + Path;
  Same(RemoveDirectory(PAnsiChar(Path)), Native(fpRmDir(Scratch + Path)));
end;

procedure DoUnlink;
var
  Path: string;
begin
  Path := RandomPath;
  What := 'unlink ' + Path;
  Same(UnlinkPath(PAnsiChar(Path)), Native(fpUnlink(Scratch + Path)));
end;

procedure DoRename;
var
  Old, New: string;
begin
  Old := RandomPath;
  New := RandomPath;
  What := 'rename ' + Old + ' to ' + New;
  Same(RenamePath(PAnsiChar(Old), PAnsiChar(New)), Native(fpRename(Scratch + Old, Scratch + New)));
end;

procedure DoLink;
var
  Old, New: string;
begin
  if not Links then
    Exit;
  Old := RandomPath;
  New := RandomPath;
  What := 'link ' + Old + ' to ' + New;
  Same(LinkPath(PAnsiChar(Old), PAnsiChar(New)), Native(fpLink(Scratch + Old, Scratch + New)));
end;

procedure DoSymLink;
var
  Target, Path: string;
begin
  if not Links then
    Exit;
  Target := Names[Random(Length(Names))];
  if Random(2) = 0 then
    Target := Names[Random(Length(Names))] + '/' + Target;
  if Random(4) = 0 then
    Target := StringOfChar('z', 55 + Random(10));
  Path := RandomPath;
  What := 'symlink ' + Path + ' -> ' + Target;
  Same(MakePath(PAnsiChar(Path), ModeSymLink or &777, MakeName(PAnsiChar(Target),
    Length(Target)), 0), Native(fpSymlink(PAnsiChar(Target), PAnsiChar(Scratch + Path))));
end;

function OurTarget(const Path: string): string;
var
  Buffer: array[0..4095] of AnsiChar;
  Size: LongInt;
begin
  Size := ReadLinkPath(PAnsiChar(Path), Buffer, SizeOf(Buffer));
  Result := '';
  if Size >= 0 then
    SetString(Result, PAnsiChar(@Buffer), Size);
end;

procedure CompareStat(const Path: string; Follow: Boolean);
var
  Info: BaseUnix.TStat;
  Node: PNode;
  Status: Int64;
begin
  What := 'stat ' + Path;
  if Follow then
    Status := Native(fpStat(Scratch + Path, Info))
  else
    Status := Native(fpLStat(Scratch + Path, Info));
  Same(FindPath(PAnsiChar(Path), Follow, Node), Status);
  if Status <> 0 then
    Exit;
  Same(Node^.Mode and ModeTypeMask, Info.st_mode and ModeTypeMask);
  if IsFile(Node) then
    Same(Node^.Size, Info.st_size);
  if Links and not IsDirectory(Node) then
    Same(Node^.Links, Info.st_nlink);
  LetGo(Node);
end;

procedure DoStat;
begin
  CompareStat(RandomPath, Random(2) = 0);
end;

function CollectName(Context: Pointer; const Name: TName; Number: QWord; Kind: Byte;
  NextPosition: Int64): Boolean;
var
  Text: string;
begin
  SetString(Text, Name.Text, Name.Length);
  if (Text <> '.') and (Text <> '..') and (Text <> 'lost+found') then
    TStringList(Context).Add(Text);
  Result := True;
end;

procedure ListOurs(const Path: string; List: TStringList);
var
  Node: PNode;
begin
  Same(FindPath(PAnsiChar(Path), True, Node), 0);
  Same(VisitDirectory(Node, 0, @CollectName, List), 0);
  LetGo(Node);
end;

procedure ListTheirs(const Path: string; List: TStringList);
var
  Search: TSearchRec;
begin
  if FindFirst(Scratch + Path + '/*', faAnyFile or $400 { faSymLink }, Search) = 0 then
    repeat
      if (Search.Name <> '.') and (Search.Name <> '..') then
        List.Add(Search.Name);
    until FindNext(Search) <> 0;
  FindClose(Search);
end;

procedure CompareContents(const Path: string);
var
  Info: BaseUnix.TStat;
  Node: PNode;
  Fd: LongInt;
  Offset: Int64;
  Size: LongInt;
begin
  fpStat(Scratch + Path, Info);
  Fd := fpOpen(Scratch + Path, O_RDONLY);
  Same(FindPath(PAnsiChar(Path), True, Node), 0);
  Offset := 0;
  repeat
    What := Format('contents of %s at %d', [Path, Offset]);
    Size := fpPRead(Fd, @Bytes, MaxBytes, Offset);
    Same(ReadNode(Node, Offset, @Back, MaxBytes), Size);
    if CompareByte(Bytes, Back, Size) <> 0 then
      Differ('bytes', 'other bytes');
    Inc(Offset, Size);
  until Size = 0;
  LetGo(Node);
  fpClose(Fd);
end;

procedure CompareTree(const Path: string);
var
  Ours, Theirs: TStringList;
  I: LongInt;
  Info: BaseUnix.TStat;
begin
  Ours := TStringList.Create;
  Theirs := TStringList.Create;
  Ours.CaseSensitive := True;
  Theirs.CaseSensitive := True;
  ListOurs(Path + '/', Ours);
  ListTheirs(Path, Theirs);
  Ours.Sort;
  Theirs.Sort;
  What := 'entries of ' + Path;
  if Ours.Text <> Theirs.Text then
    Differ(Ours.CommaText, Theirs.CommaText);
  for I := 0 to Ours.Count - 1 do
  begin
    CompareStat(Path + '/' + Ours[I], False);
    fpLStat(Scratch + Path + '/' + Ours[I], Info);
    if fpS_ISDIR(Info.st_mode) then
      CompareTree(Path + '/' + Ours[I])
    else if fpS_ISREG(Info.st_mode) then
      CompareContents(Path + '/' + Ours[I])
    else if OurTarget(Path + '/' + Ours[I]) <> fpReadLink(Scratch + Path + '/' + Ours[I]) then
      Differ(OurTarget(Path + '/' + Ours[I]), fpReadLink(Scratch + Path + '/' + Ours[I]));
  end;
  Ours.Free;
  Theirs.Free;
end;

procedure DoSync;
begin
  What := 'commit';
  Same(CommitVolume(Volume), 0);
end;

procedure DoStep;
begin
  case Random(20) of
    0..4: DoWrite;
    5..7: DoRead;
    8: DoTruncate;
    9, 10: DoMakeDirectory;
    11: DoRemoveDirectory;
    12: DoUnlink;
    13, 14: DoRename;
    15: DoLink;
    16: DoSymLink;
    17: DoStat;
    18: DoOpen;
  else
    if Random(5) = 0 then
      DoSync;
  end;
end;

{ Mounts again, so that the comparison is of what is on the disk. }
procedure Remount;
var
  I: LongInt;
begin
  What := 'remount';
  for I := 0 to HandleCount - 1 do
    CloseHandle(Handles[I]);
  Same(CloseVolume(Volume), 0);
  Same(MountVolume(nil, @Disk, False, Volume), 0);
  Same(SetRoot(Volume), 0);
end;

var
  I: LongInt;
begin
  Scratch := ParamStr(2);
  RandSeed := StrToInt(ParamStr(3));
  Links := ParamStr(5) <> 'nolinks';
  LoadDisk(ParamStr(1));
  What := 'mount';
  Same(MountVolume(nil, @Disk, False, Volume), 0);
  Same(SetRoot(Volume), 0);
  for I := 0 to HandleCount - 1 do
    Handles[I].Fd := -1;
  for Step := 1 to StrToInt(ParamStr(4)) do
    DoStep;
  CompareTree('');
  Remount;
  CompareTree('');
  Same(CloseVolume(Volume), 0);
  SaveDisk(ParamStr(1));
  WriteLn('agreed ', Step);
end.
