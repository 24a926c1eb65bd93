{ SPDX-License-Identifier: Apache-2.0 }
{ Stands in for the unit of this name, which binds the C library's conversions: the same results without that
  library. The compiler finds this one first. The locale is that of the environment (LC_ALL, LC_CTYPE,
  LANG): C and POSIX know ASCII, everything else is C.UTF-8, which is also the default. }
unit cwstring;

{$mode objfpc}{$H+}

interface

{ Installs the conversions; done once by the unit itself. }
procedure SetCWidestringManager;

implementation

uses
  Toro.UnicodeText;

procedure SetCWidestringManager;
begin
  InstallUnicodeText;
end;

initialization
  InstallUnicodeText;
finalization
  RemoveUnicodeText;
end.
