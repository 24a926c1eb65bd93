{ SPDX-License-Identifier: Apache-2.0 }
{ How fast files are: the same program runs as an appliance and as the only process of a Linux guest.
  The folder is the first parameter. Each line is a name and a figure: bytes a second, or requests
  a second. All transfers are direct ones (O_DIRECT): nothing is answered from memory. }
program DiskSpeed;

{$mode objfpc}{$H+}

uses
  BaseUnix, SysCall;

const
  OpenDirect = &40000;
  ClockMonotonic = 1;
  CallClockGetTime = 228;
  CallPread = 17;
  CallPwrite = 18;
  CallFsync = 74;
  FileBytes = 64 * 1024 * 1024;
  SmallBytes = 4096;
  SmallBlocks = FileBytes div SmallBytes; { a power of two }
  RandomCount = 4000;
  LargestBlock = 1024 * 1024;

var
  Folder: string;
  Buffer: PByte;

procedure Fail(const What: string);
begin
  WriteLn('failed: ', What, ': ', fpGetErrno);
  Halt(1);
end;

function Now: Int64;
var
  Time: TTimeSpec;
begin
  do_syscall(CallClockGetTime, ClockMonotonic, TSysParam(@Time));
  Result := Int64(Time.tv_sec) * 1000000000 + Time.tv_nsec;
end;

procedure Show(const Name: string; Amount, Ns: Int64);
begin
  WriteLn(Name, ' ', Amount * 1000000 div (Ns div 1000 + 1));
end;

function Open(const Name: string; Flags: LongInt): LongInt;
begin
  Result := fpOpen(Folder + Name, Flags or OpenDirect, &644);
  if Result < 0 then
    Fail('open ' + Name);
end;

{ Numbers the blocks, so that a wrong one is seen. }
procedure Write(const Name, Title: string; Flags, Block: LongInt);
var
  Handle: LongInt;
  Offset: Int64;
  Begun: Int64;
begin
  Handle := Open(Name, Flags or O_RDWR);
  Begun := Now;
  Offset := 0;
  while Offset < FileBytes do
  begin
    PInt64(Buffer)^ := Offset;
    if do_syscall(CallPwrite, Handle, TSysParam(Buffer), Block, Offset) <> Block then
      Fail('write');
    Inc(Offset, Block);
  end;
  Show(Title, FileBytes, Now - Begun);
  do_syscall(CallFsync, Handle);
  fpClose(Handle);
end;

procedure Read(const Name, Title: string; Block: LongInt);
var
  Handle: LongInt;
  Offset: Int64;
  Begun: Int64;
begin
  Handle := Open(Name, O_RDONLY);
  Begun := Now;
  Offset := 0;
  while Offset < FileBytes do
  begin
    if do_syscall(CallPread, Handle, TSysParam(Buffer), Block, Offset) <> Block then
      Fail('read');
    if PInt64(Buffer)^ <> Offset then
      Fail('read other bytes');
    Inc(Offset, Block);
  end;
  Show(Title, FileBytes, Now - Begun);
  fpClose(Handle);
end;

{ A generator of full period goes through the blocks: none is read twice, so that no cache helps. }
procedure ReadAtRandom(const Name: string);
var
  Handle, I: LongInt;
  Block: LongWord;
  Offset, Begun: Int64;
begin
  Handle := Open(Name, O_RDONLY);
  Block := 1;
  Begun := Now;
  for I := 1 to RandomCount do
  begin
    Block := (Block * 1664525 + 1013904223) and (SmallBlocks - 1);
    Offset := Int64(Block) * SmallBytes;
    if do_syscall(CallPread, Handle, TSysParam(Buffer), SmallBytes, Offset) <> SmallBytes then
      Fail('read');
    if PInt64(Buffer)^ <> Offset then
      Fail('read other bytes');
  end;
  Show('random-4K', RandomCount, Now - Begun);
  fpClose(Handle);
end;

begin
  Folder := ParamStr(1);
  Buffer := fpMmap(nil, LargestBlock, PROT_READ or PROT_WRITE, MAP_PRIVATE or MAP_ANONYMOUS, -1, 0);
  FillChar(Buffer^, LargestBlock, $5A);
  WriteLn;
  Write('/new', 'write-new-64K', O_CREAT or O_TRUNC, 65536);
  Write('/new', 'write-64K', 0, 65536);
  Write('/new', 'write-1M', 0, LargestBlock);
  Write('/new', 'write-4K', 0, SmallBytes);
  Read('/new', 'read-64K', 65536);
  Read('/new', 'read-1M', LargestBlock);
  Read('/new', 'read-4K', SmallBytes);
  ReadAtRandom('/new');
  WriteLn('finished');
end.
