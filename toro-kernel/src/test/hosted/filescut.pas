{ SPDX-License-Identifier: Apache-2.0 }
{ Power cuts: a write load is recorded write by write, then the disk is rebuilt as it would be after
  a cut at many of its moments. The checker must repair each one, and what had been made to last
  (fsync) must be there.

  Usage: filescut IMAGE SEED STEPS CUTS SCRATCH-IMAGE CHECKER [lazy [KEPT]]
  CHECKER is run as 'CHECKER SCRATCH-IMAGE' and must leave the image repaired, ending with 0.
  'lazy': the disk has a cache of its own; of the writes since its last flush any may be missing.
  KEPT: the disk lies: only every KEPT-th flush happens. Then promises must break.
  Ends with 0 and 'kept N promises in M cuts', or with 1 and what was lost. }
program FilesCut;

{$mode objfpc}{$H+}

uses
  SysUtils, Process, HostDisk, Toro.Block, Toro.Errors, Toro.FileTypes, Toro.Nodes, Toro.Paths, Toro.Vfs,
  Toro.Volumes, Ext2, Fat;

const
  DocumentCount = 6;
  MaxBytes = 60000;

type
  { What must be readable after a cut at event AfterEvent or later, until event UntilEvent, when
    the program set about changing it. A version is one content of a document. }
  TPromise = record
    Path: string;
    IsLog: Boolean;
    Version, Size: LongInt;
    AfterEvent, UntilEvent: LongInt;
  end;

var
  Volume: PVolume;
  Promises: array of TPromise;
  Bytes, Back: array[0..MaxBytes - 1] of Byte;
  Versions: array[0..DocumentCount - 1] of LongInt;
  LogSize: LongInt;
  Base: PByte;
  Kept: Int64;

procedure Fail(const What: string);
begin
  WriteLn(What);
  Halt(1);
end;

procedure Check(Status: Int64; const What: string);
begin
  if Status < 0 then
    Fail(What + ': ' + IntToStr(Status));
end;

{ A document says in each byte which version it is. }
function SizeOfVersion(Version: LongInt): LongInt;
begin
  Result := 100 + (Version * 7919) mod (MaxBytes - 100);
end;

procedure FillVersion(Version: LongInt);
var
  I: LongInt;
begin
  for I := 0 to SizeOfVersion(Version) - 1 do
    Bytes[I] := (Version * 31 + I * 17 + I div 200) and 255;
  PLongInt(@Bytes)^ := Version;
end;

function DocumentPath(I: LongInt): string;
begin
  Result := '/docs/document number ' + IntToStr(I) + '.txt';
end;

procedure EndPromises(const Path: string);
var
  I: LongInt;
begin
  for I := 0 to High(Promises) do
    if (Promises[I].Path = Path) and (Promises[I].UntilEvent = MaxInt) then
      Promises[I].UntilEvent := EventCount;
end;

procedure Promise(const Path: string; IsLog: Boolean; Version, Size: LongInt);
begin
  EndPromises(Path);
  SetLength(Promises, Length(Promises) + 1);
  with Promises[High(Promises)] do
  begin
    AfterEvent := EventCount;
    UntilEvent := MaxInt;
  end;
  Promises[High(Promises)].Path := Path;
  Promises[High(Promises)].IsLog := IsLog;
  Promises[High(Promises)].Version := Version;
  Promises[High(Promises)].Size := Size;
end;

procedure WriteWhole(const Path: string; Flags, Size: LongInt);
var
  Node: PNode;
begin
  Check(OpenNode(PAnsiChar(Path), Flags, &644, Node), 'open ' + Path);
  Check(WriteNode(Node, 0, @Bytes, Size), 'write ' + Path);
  LetGo(Node);
end;

{ A new version beside the old one, made to last, then put in its place: whatever happens, one of
  the two is there. }
procedure ReplaceDocument;
var
  I: LongInt;
begin
  I := Random(DocumentCount);
  Inc(Versions[I]);
  FillVersion(Versions[I] * DocumentCount + I);
  WriteWhole('/docs/new', OpenCreate or OpenTruncate,
    SizeOfVersion(Versions[I] * DocumentCount + I));
  Check(CommitVolume(Volume), 'commit');
  Check(RenamePath('/docs/new', PAnsiChar(DocumentPath(I))), 'rename');
  if Random(3) > 0 then
    Exit;
  Check(CommitVolume(Volume), 'commit');
  Promise(DocumentPath(I), False, Versions[I], 0);
end;

procedure AppendToLog;
var
  Node: PNode;
  I, Size: LongInt;
begin
  Size := 1 + Random(3000);
  for I := 0 to Size - 1 do
    Bytes[I] := ((LogSize + I) * 13 + (LogSize + I) div 250) and 255;
  Check(OpenNode('/log', OpenCreate, &644, Node), 'open log');
  Check(WriteNode(Node, LogSize, @Bytes, Size), 'write log');
  LetGo(Node);
  Inc(LogSize, Size);
  if Random(3) > 0 then
    Exit;
  Check(CommitVolume(Volume), 'commit');
  Promise('/log', True, 0, LogSize);
end;

{ Changes that nobody waits for: files and folders come and go, blocks change hands. }
procedure MakeNoise;
var
  Path: string;
  I: LongInt;
begin
  Path := '/noise/' + IntToStr(Random(12));
  case Random(8) of
    0: MakePath(PAnsiChar(Path), ModeDirectory or &755, MakeName(nil, 0), 0);
    1: RemoveDirectory(PAnsiChar(Path));
    2: UnlinkPath(PAnsiChar(Path));
    3: RenamePath(PAnsiChar(Path), PAnsiChar('/noise/' + IntToStr(Random(12))));
    4: RenamePath(PAnsiChar(Path), PAnsiChar('/noise/' + IntToStr(Random(12)) + '/x'));
  else
    begin
      for I := 0 to MaxBytes - 1 do
        Bytes[I] := $A5;
      if UnlinkPath(PAnsiChar(Path)) <> -EISDIR then
        WriteWhole(Path, OpenCreate, Random(MaxBytes));
    end;
  end;
end;

procedure Load(Steps: LongInt);
begin
  while Steps > 0 do
  begin
    case Random(4) of
      0: ReplaceDocument;
      1: AppendToLog;
    else
      MakeNoise;
    end;
    Dec(Steps);
  end;
end;

function LastFlushBefore(Event: LongInt): LongInt;
begin
  Result := Event - 1;
  while (Result >= 0) and not Events[Result].IsFlush do
    Dec(Result);
end;

procedure ApplyEvent(I: LongInt; Size: Int64);
begin
  Move(Events[I].Bytes^, DiskBytes[Events[I].Offset], Size);
end;

{ The disk after a cut before event Cut. The last write may have happened in part. }
procedure RebuildDisk(Cut: LongInt; Lazy: Boolean);
var
  I, Sure: LongInt;
begin
  Move(Base^, DiskBytes^, DiskSize);
  Sure := Cut;
  if Lazy then
    Sure := LastFlushBefore(Cut) + 1;
  for I := 0 to Sure - 1 do
    ApplyEvent(I, Events[I].Size);
  for I := Sure to Cut - 1 do
    if Random(2) = 0 then
      ApplyEvent(I, Events[I].Size);
  if (Cut < EventCount) and (Events[Cut].Size > 512) and not Lazy then
    ApplyEvent(Cut, 512 * Random(Events[Cut].Size div 512));
end;

function ReadWhole(const Path: string): LongInt;
var
  Node: PNode;
begin
  Result := FindPath(PAnsiChar(Path), True, Node);
  if Result <> 0 then
    Exit;
  Result := ReadNode(Node, 0, @Back, MaxBytes);
  LetGo(Node);
end;

procedure KeepLog(const P: TPromise; Cut: LongInt);
var
  Node: PNode;
  Offset, Got, I: LongInt;
begin
  if FindPath('/log', True, Node) <> 0 then
    Fail('cut ' + IntToStr(Cut) + ': log is gone');
  Offset := 0;
  while Offset < P.Size do
  begin
    Got := ReadNode(Node, Offset, @Back, MaxBytes);
    if Got <= 0 then
      Fail(Format('cut %d: log has %d of %d bytes', [Cut, Offset, P.Size]));
    for I := 0 to Got - 1 do
      if (Offset + I < P.Size)
        and (Back[I] <> ((Offset + I) * 13 + (Offset + I) div 250) and 255) then
        Fail(Format('cut %d: log differs at %d of %d', [Cut, Offset + I, P.Size]));
    Inc(Offset, Got);
  end;
  LetGo(Node);
end;

{ The document is there in the promised version or a later one, and whole. }
procedure KeepDocument(const P: TPromise; Cut: LongInt);
var
  Got, Version, I: LongInt;
begin
  Got := ReadWhole(P.Path);
  if Got < 4 then
    Fail(Format('cut %d: %s: %d instead of version %d', [Cut, P.Path, Got, P.Version]));
  Version := PLongInt(@Back)^;
  if Version div DocumentCount < P.Version then
    Fail(Format('cut %d: %s: version %d, promised %d', [Cut, P.Path,
      Version div DocumentCount, P.Version]));
  FillVersion(Version);
  if Got <> SizeOfVersion(Version) then
    Fail(Format('cut %d: %s: size %d', [Cut, P.Path, Got]));
  for I := 0 to Got - 1 do
    if Back[I] <> Bytes[I] then
      Fail(Format('cut %d: %s differs at %d', [Cut, P.Path, I]));
end;

procedure KeepPromises(Cut: LongInt);
var
  I: LongInt;
begin
  for I := 0 to High(Promises) do
    if (Promises[I].AfterEvent <= Cut) and (Promises[I].UntilEvent > Cut) then
    begin
      Inc(Kept);
      if Promises[I].IsLog then
        KeepLog(Promises[I], Cut)
      else
        KeepDocument(Promises[I], Cut);
    end;
end;

procedure TryCut(Cut: LongInt; Lazy: Boolean; const Scratch, Checker: string);
var
  Output: string;
begin
  RebuildDisk(Cut, Lazy);
  SaveDisk(Scratch);
  if not RunCommand(Checker, [Scratch], Output, [poStderrToOutPut]) then
    Fail(Format('cut %d: not repaired: %s', [Cut, Output]));
  LoadDisk(Scratch);
  Check(MountVolume(nil, @Disk, True, Volume), 'mount after cut ' + IntToStr(Cut));
  Check(SetRoot(Volume), 'root');
  KeepPromises(Cut);
end;

var
  I, Cuts: LongInt;
  Lazy: Boolean;
begin
  LoadDisk(ParamStr(1));
  RandSeed := StrToInt(ParamStr(2));
  Lazy := ParamStr(7) = 'lazy';
  Base := GetMem(DiskSize);
  Move(DiskBytes^, Base^, DiskSize);
  FlushesKept := StrToIntDef(ParamStr(8), 0);
  Recording := True;
  Check(MountVolume(nil, @Disk, False, Volume), 'mount');
  Check(SetRoot(Volume), 'root');
  Check(MakePath('/docs', ModeDirectory or &755, MakeName(nil, 0), 0), 'mkdir');
  Check(MakePath('/noise', ModeDirectory or &755, MakeName(nil, 0), 0), 'mkdir');
  Load(StrToInt(ParamStr(3)));
  Recording := False;
  Cuts := StrToInt(ParamStr(4));
  for I := 1 to Cuts do
    TryCut(Random(EventCount), Lazy, ParamStr(5), ParamStr(6));
  WriteLn('kept ', Kept, ' promises in ', Cuts, ' cuts of ', EventCount, ' events');
end.
