{ SPDX-License-Identifier: Apache-2.0 }
{ The console as a file: what descriptors 0, 1 and 2 stand for (BOOT-ABI 6). }
unit Toro.Console;

{$mode objfpc}

interface

uses
  Toro.Descriptors;

{ The operations of descriptors 0, 1 and 2 }
function ConsoleOperations: PDescriptorOperations;

implementation

uses
  Toro.BootAbi, Toro.Cpu, Toro.Errors, Toro.Serial;

var
  { One write at a time: what cores write at once comes out one after the other. }
  WriteLock: TSpinLock;
  TouchedByte: Byte;

{ A wrong buffer must fault before the lock is taken. }
procedure TouchPages(Buffer: PByte; Count: Int64); inline;
var
  Offset: Int64;
begin
  Offset := 0;
  while Offset < Count do
  begin
    TouchedByte := Buffer[Offset];
    Inc(Offset, PageSize);
  end;
  if Count > 0 then
    TouchedByte := Buffer[Count - 1];
end;

function ConsoleWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  TouchPages(Buffer, Count);
  AcquireSpinLock(WriteLock);
  WriteSerial(Buffer, Count);
  ReleaseSpinLock(WriteLock);
  Result := Count;
end;

{ struct termios: a terminal in its usual line mode. The run-time library only asks whether this
  succeeds: then it sends every line at once. }
function ConsoleIoctl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
const
  TCGETS = $5401;
  TermiosSize = 36;
begin
  if Request <> TCGETS then
    Exit(-ENOTTY);
  FillChar(Argument^, TermiosSize, 0);
  Result := 0;
end;

function ConsoleStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
const
  ModeOffset = 24;
  CharacterDevice = $2000 or $190;
begin
  PLongWord(Buffer + ModeOffset)^ := CharacterDevice;
  Result := 0;
end;

var
  Operations: TDescriptorOperations = (Read: nil; Write: @ConsoleWrite; Seek: nil;
    Close: nil; Stat: @ConsoleStat; Ioctl: @ConsoleIoctl; Poll: nil; Truncate: nil;
    Sync: nil; ReadDirectory: nil);

function ConsoleOperations: PDescriptorOperations;
begin
  Result := @Operations;
end;

end.
