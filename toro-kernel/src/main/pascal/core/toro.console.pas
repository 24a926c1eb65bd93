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
  Toro.Errors, Toro.Serial;

function ConsoleWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  WriteSerial(Buffer, Count);
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
