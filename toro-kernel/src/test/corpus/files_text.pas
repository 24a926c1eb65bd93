{ SPDX-License-Identifier: Apache-2.0 }
program files_text;
var
  T: Text; S: string; I, N: Integer; C: Char; R: Real; Buf: array[0..4095] of Byte;
begin
  Assign(T, 'toro_files_text.txt');
  Rewrite(T);
  SetTextBuf(T, Buf);
  for I := 1 to 100 do WriteLn(T, 'line ', I, ' ', I / 4:0:2);
  Close(T);
  Append(T); Write(T, 'last'); Close(T);
  Reset(T); N := 0;
  while not Eof(T) do begin ReadLn(T, S); Inc(N); if N in [1, 50, 101] then WriteLn(S) end;
  WriteLn(N); Close(T);
  Rewrite(T); WriteLn(T, '12 -7 3.5 word'); WriteLn(T, 'x'); Close(T);
  Reset(T); Read(T, I, N, R); Read(T, C); ReadLn(T, S); WriteLn(I, ' ', N, ' ', R:0:1, ' [', C, '] ', S, ' ', Eof(T));
  Read(T, C); WriteLn(C, Eoln(T), SeekEof(T)); Close(T);
  Rename(T, 'toro_files_text2.txt');
  {$I-} Reset(T); WriteLn(IOResult); Close(T); WriteLn(IOResult);
  Assign(T, 'toro_files_text2.txt'); Erase(T); WriteLn(IOResult); Erase(T); WriteLn(IOResult);
end.
