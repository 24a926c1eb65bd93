{ SPDX-License-Identifier: Apache-2.0 }
{ Writes back what has changed when it is five seconds old, though the program asks for no more files.

  Called by: Filesystem's initialization (StartWriteBack); Toro.Waiting before each halt (the poll).
  Touches: volumes, with the lock of Toro.OpenFiles held.

  An appliance with nothing to write is not woken: the poll then has no time to ask for. }
unit Toro.WriteBack;

{$mode objfpc}

interface

procedure StartWriteBack;

implementation

uses
  Toro.Clock, Toro.FileTypes, Toro.OpenFiles, Toro.Volumes, Toro.Waiting;

var
  Writing: Boolean;

{ How long the oldest change may still wait; Forever: there is none. }
function LeftNs: Int64;
var
  Volume: PVolume;
  DueNs: Int64;
begin
  DueNs := Forever;
  Volume := FirstVolume;
  while Volume <> nil do
  begin
    if Volume^.Changed and (Volume^.Device <> nil) and (Volume^.ChangedAtNs + CommitAgeNs < DueNs) then
      DueNs := Volume^.ChangedAtNs + CommitAgeNs;
    Volume := Volume^.Next;
  end;
  Result := Forever;
  if DueNs <> Forever then
    Result := DueNs - NowNs;
end;

procedure WriteDue;
var
  Volume: PVolume;
begin
  LockFiles;
  Volume := FirstVolume;
  while Volume <> nil do
  begin
    Relieve(Volume);
    Volume := Volume^.Next;
  end;
  UnlockFiles;
  Writing := False;
end;

{ While files are locked, whoever holds the lock may be waiting for a disk on this very stack; the
  halt after it lets go asks again. }
function Poll: Int64;
begin
  Result := Forever;
  if Writing or FilesAreLocked then
    Exit;
  Result := LeftNs;
  if Result = Forever then
    Exit;
  if Result > 0 then
    Exit(MonotonicNs + Result);
  Result := Forever;
  Writing := True;
  RunApart(@WriteDue);
end;

procedure StartWriteBack;
begin
  RegisterIdlePoll(@Poll);
end;

end.
