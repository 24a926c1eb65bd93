{ SPDX-License-Identifier: Apache-2.0 }
program NeedsC;

function GetEnv(Name: PChar): PChar; cdecl; external 'c' name 'getenv';

begin
  WriteLn(GetEnv('HOME') <> nil);
end.
