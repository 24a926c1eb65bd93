{ SPDX-License-Identifier: Apache-2.0 }
{ What the names in /dev stand for: null, zero, full, random, urandom, console, tty.

  Called by: Toro.OpenFiles (opening one), Toro.FileStart (their list).
  Touches: the console, random bytes. Numbers: Linux, Documentation/admin-guide/devices.txt. }
unit Toro.DeviceFiles;

{$mode objfpc}

interface

uses
  Toro.Descriptors;

type
  TDeviceName = record
    Name: String[7];
    Number: LongWord; { major * 256 + minor }
  end;

const
  DeviceNames: array[0..6] of TDeviceName = (
    (Name: 'null'; Number: $103), (Name: 'zero'; Number: $105), (Name: 'full'; Number: $107),
    (Name: 'random'; Number: $108), (Name: 'urandom'; Number: $109), (Name: 'tty'; Number: $500),
    (Name: 'console'; Number: $501));

{ nil: nothing is known of such a device. }
function DeviceOperations(Number: LongWord): PDescriptorOperations;

implementation

uses
  Toro.Console, Toro.Errors, Toro.FileTypes, Toro.Random;

function ReadNothing(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := 0;
end;

function ReadZeros(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  FillChar(Buffer^, Count, 0);
  Result := Count;
end;

function ReadRandom(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  FillRandom(Buffer, Count);
  Result := Count;
end;

function WriteAway(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := Count;
end;

function WriteFull(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := -ENOSPC;
end;

function StayAtStart(Descriptor: PDescriptor; Offset: Int64; Whence: LongInt): Int64;
begin
  Result := 0;
end;

{ struct stat: st_nlink at 16, st_mode at 24. }
function StatDevice(Descriptor: PDescriptor; Buffer: Pointer): Int64;
begin
  PQWord(Buffer + 16)^ := 1;
  PLongWord(Buffer + 24)^ := ModeCharacterDevice or &666;
  Result := 0;
end;

const
  NullOperations: TDescriptorOperations = (Read: @ReadNothing; Write: @WriteAway;
    Seek: @StayAtStart; Close: nil; Stat: @StatDevice; Ioctl: nil; Poll: nil; Truncate: nil;
    Sync: nil; ReadDirectory: nil);
  ZeroOperations: TDescriptorOperations = (Read: @ReadZeros; Write: @WriteAway;
    Seek: @StayAtStart; Close: nil; Stat: @StatDevice; Ioctl: nil; Poll: nil; Truncate: nil;
    Sync: nil; ReadDirectory: nil);
  FullOperations: TDescriptorOperations = (Read: @ReadZeros; Write: @WriteFull;
    Seek: @StayAtStart; Close: nil; Stat: @StatDevice; Ioctl: nil; Poll: nil; Truncate: nil;
    Sync: nil; ReadDirectory: nil);
  RandomOperations: TDescriptorOperations = (Read: @ReadRandom; Write: @WriteAway;
    Seek: @StayAtStart; Close: nil; Stat: @StatDevice; Ioctl: nil; Poll: nil; Truncate: nil;
    Sync: nil; ReadDirectory: nil);

function DeviceOperations(Number: LongWord): PDescriptorOperations;
begin
  case Number of
    $103: Result := @NullOperations;
    $105: Result := @ZeroOperations;
    $107: Result := @FullOperations;
    $108, $109: Result := @RandomOperations;
    $500, $501: Result := ConsoleOperations;
  else
    Result := nil;
  end;
end;

end.
