{ SPDX-License-Identifier: Apache-2.0 }
program files_directories;
{$mode objfpc}{$H+}
uses
  SysUtils;
var
  S: string; R: TSearchRec; N: Integer; T: Text;
begin
  {$I-} MkDir('/tmp/toro_dirs'); WriteLn(IOResult); MkDir('/tmp/toro_dirs'); WriteLn(IOResult); ChDir('/tmp/toro_dirs'); WriteLn(IOResult); GetDir(0, S); WriteLn(S); Assign(T, 'relative.txt'); Rewrite(T); WriteLn(T, 'x'); Close(T); WriteLn(IOResult, FileExists('/tmp/toro_dirs/relative.txt')); ChDir('nowhere'); WriteLn(IOResult); RmDir('/tmp/toro_dirs'); WriteLn(IOResult);
  N := 0; if FindFirst('*.txt', faAnyFile, R) = 0 then repeat Inc(N, R.Size) until FindNext(R) <> 0; FindClose(R); WriteLn(N); WriteLn(FileIsReadOnly('relative.txt'), FileGetAttr('relative.txt') and faDirectory, ' ', FileAge('relative.txt') > 0); Erase(T); WriteLn(IOResult); ChDir('/'); RmDir('/tmp/toro_dirs'); WriteLn(IOResult, DirectoryExists('/tmp/toro_dirs')); RmDir('/tmp/toro_dirs'); WriteLn(IOResult);
end.
