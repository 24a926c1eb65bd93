{ SPDX-License-Identifier: Apache-2.0 }
{ Brings files to life: the memory filesystem with /tmp and /dev, the system calls, the end.

  Called by: Filesystem's initialization, and Toro.DefaultFiles for programs that name no unit.
  Touches: the system-call table, the console for messages, the clock. }
unit Toro.FileStart;

{$mode objfpc}

interface

{ Once; later calls do nothing. }
procedure StartFiles;
{ The same for programs that name no unit of files, linked where one may create a file (overrides.txt):
  Toro.CompleteCalls starts it with the first call that could see the difference. }
procedure StartDefaultFiles;

implementation

uses
  Toro.Clock, Toro.CompleteCalls, Toro.DeviceFiles, Toro.FileCalls, Toro.FileTypes, Toro.MemoryFiles,
  Toro.OpenFiles, Toro.Paths, Toro.Serial, Toro.Shutdown, Toro.Vfs, Toro.Volumes;

var
  Started: Boolean;

function Clock: Int64;
var
  Seconds, Nanoseconds: Int64;
begin
  WallClock(Seconds, Nanoseconds);
  Result := Seconds * NsPerSecond + Nanoseconds;
end;

procedure WriteShort(const Text: ShortString);
begin
  WriteSerial(@Text[1], Length(Text));
end;

{ 'Toro: virtioblk 0: entry in directory: 17' }
procedure ShowMessage(Volume: PVolume; const What: ShortString; Value: QWord);
var
  Number: String[20];
begin
  WriteShort('Toro: ');
  if Volume^.Device <> nil then
  begin
    Str(Volume^.Device^.Minor, Number);
    WriteShort(Volume^.Device^.Name);
    WriteShort(' ');
    WriteShort(Number);
    WriteShort(': ');
  end;
  WriteShort(What);
  if Value <> 0 then
  begin
    Str(Value, Number);
    WriteShort(': ');
    WriteShort(Number);
  end;
  WriteShort(#10);
end;

procedure AttachMemory(const Name: ShortString; Mode: LongWord);
var
  Volume: PVolume;
begin
  Volume := NewMemoryVolume(Mode);
  if Volume <> nil then
    AttachVolume(WorkingDirectory, MakeName(@Name[1], Length(Name)), Volume);
end;

procedure MakeDevices;
var
  I: LongInt;
  Path: ShortString;
begin
  for I := Low(DeviceNames) to High(DeviceNames) do
  begin
    Path := '/dev/' + DeviceNames[I].Name + #0;
    MakePath(@Path[1], ModeCharacterDevice or &666, MakeName(nil, 0), DeviceNames[I].Number);
  end;
end;

{ Not at the start of the appliance: it need not pay for files that the program comes to later. }
procedure MakeMemoryFiles;
var
  Volume: PVolume;
begin
  Volume := NewMemoryVolume(&755);
  if (Volume = nil) or (SetRoot(Volume) <> 0) then
    Exit;
  AttachMemory('tmp', &1777);
  AttachMemory('dev', &755);
  MakeDevices;
  { Not before: asking for the time may take two milliseconds, once. }
  FileClock := @Clock;
end;

procedure StartFiles;
begin
  if Started then
    Exit;
  Started := True;
  { Those of the core first: later registrations win. }
  CompleteSystemCalls;
  VolumeMessage := @ShowMessage;
  BeforeFirstUse := @MakeMemoryFiles;
  AtShutdown(@CloseAllVolumes);
  RegisterFileCalls;
end;

procedure StartDefaultFiles; [public, alias: 'toro_default_files'];
begin
  StartFiles;
end;

end.
