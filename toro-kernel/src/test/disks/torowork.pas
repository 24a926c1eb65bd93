{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's own calls, as a program of 2019 has them: mount a disk by its controller and minor number,
  read, write, seek, and raw sectors. }
program torowork;

{$mode delphi}

uses
  Filesystem, Ext2, Fat, IdeDisk, VirtIOBlk;

var
  Node: TInode;
  Handle, Disk: THandle;
  Buffer: array[0..511] of AnsiChar;
  Count: LongInt;
begin
  SysMount('ext2', 'nodisk', 0);
  DedicateBlockDriver('ATA0', 0);
  SysMount('ext2', 'ATA0', 0);
  WriteLn('stat ', SysStatFile('/dir/file7', @Node), ' ', Node.Size, ' ', Node.Mode = INODE_REG);
  WriteLn('no such ', SysStatFile('/nothing', @Node), ' ', SysOpenFile('/nothing'));
  Handle := SysOpenFile('/dir/file7');
  Count := SysReadFile(Handle, SizeOf(Buffer), @Buffer);
  WriteLn('read ', Count, ' ', Copy(Buffer, 1, Count));
  WriteLn('seek ', SysSeekFile(Handle, 5, SeekSet), ' ', SysSeekFile(Handle, 100, SeekEof));
  WriteLn('write ', SysWriteFile(Handle, 3, PAnsiChar('end')));
  SysCloseFile(Handle);
  Handle := SysCreateFile('/made');
  WriteLn('create ', Handle > 0, ' ', SysWriteFile(Handle, 4, PAnsiChar('made')));
  SysCloseFile(Handle);
  WriteLn('directory ', SysCreateDir('/folder'), ' ', SysCreateDir('/folder'));
  Disk := SysOpenBlock('ATA0', 0);
  WriteLn('block ', Disk > 0, ' ', SysReadBlock(Disk, 2, 1, @Buffer), ' ',
    (Buffer[56] = #$53) and (Buffer[57] = #$EF));
  SysCloseFile(Disk);
  SysMount('fat', 'ATA0', 6);
  Handle := SysOpenFile('/DIR/FILE9');
  Count := SysReadFile(Handle, SizeOf(Buffer), @Buffer);
  WriteLn('partition ', Count, ' ', Copy(Buffer, 1, Count));
end.
