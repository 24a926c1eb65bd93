{ SPDX-License-Identifier: Apache-2.0 }
{ Files embedded in the image, read-only below /resources.

  Called by: nobody; the build names this unit when a POM has <resources>, and links the object with
  the archive that this unit refers to.
  Touches: the table of attached volumes. }
unit Resources;

{$mode objfpc}

interface

implementation

uses
  Filesystem, Toro.ArchiveFiles, Toro.FileStart, Toro.FileTypes, Toro.OpenFiles, Toro.Paths;

var
  ArchiveStart: Byte; external name 'toro_resources_start';
  ArchiveEnd: Byte; external name 'toro_resources_end';

const
  Name: PAnsiChar = 'resources';

procedure AttachArchive;
var
  Volume: PVolume;
begin
  LockFiles;
  Volume := NewArchiveVolume(@ArchiveStart, @ArchiveEnd - @ArchiveStart);
  if Volume <> nil then
    AttachVolume(WorkingDirectory, MakeName(Name, StrLen(Name)), Volume);
  UnlockFiles;
end;

initialization
  StartFiles;
  AttachArchive;
end.
