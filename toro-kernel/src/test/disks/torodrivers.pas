{ SPDX-License-Identifier: Apache-2.0 }
{ A program with a disk and a filesystem of its own, through Toro's calls: the disk is memory, the
  filesystem has one file, whose bytes are the disk's first sector. }
program torodrivers;

{$mode objfpc}

uses
  Filesystem, Toro.Block, Toro.FileTypes;

const
  RootNumber = 1;
  FileNumber = 2;
  SectorCount = 4;

var
  Memory: array[0..SectorCount * 512 - 1] of AnsiChar;
  Reads, Writes: LongInt;
  Disk: TBlockDriver;
  Kind: TFileSystemDriver;

function ReadDisk(Device: PBlockDriver; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Inc(Reads);
  Move(Memory[Sector * 512], Buffer^, Count * 512);
  Result := 0;
end;

function WriteDisk(Device: PBlockDriver; Sector: QWord; Count: LongWord;
  Buffer: Pointer): LongInt;
begin
  Inc(Writes);
  Move(Buffer^, Memory[Sector * 512], Count * 512);
  Result := 0;
end;

const
  DiskOperations: TBlockOperations = (Read: @ReadDisk; Write: @WriteDisk; Flush: nil);

function LoadNode(Node: PNode): LongInt;
begin
  Node^.Links := 1;
  Node^.Mode := ModeFile or &444;
  Node^.Size := 512;
  if Node^.Number = RootNumber then
    Node^.Mode := ModeDirectory or &555;
  Result := 0;
end;

function LookupName(Directory: PNode; const Name: TName; out Number: QWord): LongInt;
begin
  Number := FileNumber;
  if IsDotDot(Name) then
    Number := RootNumber;
  Result := 0;
  if (Number = FileNumber) and not SameName(Name, MakeName('only', 4)) then
    Result := -2; { ENOENT }
end;

function ReadBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
var
  Sector: array[0..511] of Byte;
begin
  Result := 512 - Offset;
  if Result > Count then
    Result := Count;
  if Result <= 0 then
    Exit(0);
  if ReadSectors(Node^.Volume^.Device, 0, 1, @Sector) <> 0 then
    Exit(-5); { EIO }
  Move(Sector[Offset], Buffer^, Result);
end;

const
  Operations: TVolumeOperations = (
    Load: @LoadNode; Store: nil; Discard: nil; Forget: nil; Lookup: @LookupName; Make: nil;
    Link: nil; Unlink: nil; Rename: nil; ReadDirectory: nil; ReadLink: nil; Read: @ReadBytes;
    Write: nil; Truncate: nil; ApplyFrees: nil; MarkDirty: nil; MarkClean: nil; Statistics: nil;
    Release: nil);

function Mount(Volume: PVolume): LongInt;
begin
  Volume^.Operations := @Operations;
  Volume^.RootNumber := RootNumber;
  Volume^.BlockSize := 512;
  Volume^.BlockShift := 9;
  Volume^.SectorsPerBlock := 1;
  Volume^.ReadOnly := True;
  Result := 0;
end;

var
  Handle: THandle;
  Sector: array[0..511] of AnsiChar;
  Node: TInode;
  Count: LongInt;
begin
  Disk.Name := 'mydisk';
  Disk.SectorSize := 512;
  Disk.SectorCount := SectorCount;
  Disk.Operations := @DiskOperations;
  RegisterBlockDriver(@Disk);
  Kind.Name := 'myfs';
  Kind.Mount := @Mount;
  RegisterFilesystem(@Kind);

  Handle := SysOpenBlock('mydisk', 0);
  FillChar(Sector, SizeOf(Sector), '.');
  Sector[0] := 'A';
  WriteLn('blocks written ', SysWriteBlock(Handle, 0, 1, @Sector));
  Sector[0] := 'B';
  WriteLn('second ', SysWriteBlock(Handle, 3, 1, @Sector), ', beyond ',
    SysWriteBlock(Handle, 3, 2, @Sector));
  FillChar(Sector, SizeOf(Sector), 0);
  WriteLn('read back ', SysReadBlock(Handle, 3, 1, @Sector), ' ', Sector[0], Sector[511]);
  SysCloseFile(Handle);
  WriteLn('none: ', SysOpenBlock('mydisk', 1), ' ', SysOpenBlock('yours', 0));

  SysMount('yourfs', 'mydisk', 0);
  SysMount('myfs', 'mydisk', 0);
  WriteLn('stat ', SysStatFile('/only', @Node), ' ', Node.Size, ' ', Node.Mode = INODE_REG);
  Handle := SysOpenFile('/only');
  Count := SysReadFile(Handle, 3, @Sector);
  WriteLn('file ', Count, ' ', Copy(Sector, 1, Count));
  WriteLn('seek ', SysSeekFile(Handle, -2, SeekCur), ', write ', SysWriteFile(Handle, 1, @Sector));
  SysCloseFile(Handle);
  WriteLn('other ', SysOpenFile('/other'), ', create ', SysCreateFile('/new'), ', folder ',
    SysCreateDir('/folder'));
  WriteLn('driver: reads ', Reads > 0, ', writes ', Writes);
end.
