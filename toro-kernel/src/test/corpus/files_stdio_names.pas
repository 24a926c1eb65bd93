{ SPDX-License-Identifier: Apache-2.0 }
program files_stdio_names;
{$mode objfpc}{$H+}
var
  T: Text; S: string; F: file of Byte; B: Byte; I: Integer;
begin
  Assign(T, ''); Rewrite(T); WriteLn(T, 'through an empty name'); Close(T); WriteLn(StdErr, 'to standard error'); WriteLn(Output, 'to output'); Flush(Output);
  WriteLn(TextRec(Output).Mode = fmOutput, TextRec(Input).Handle, TextRec(Output).Handle, TextRec(StdErr).Handle); {$I-} Assign(T, '/dev/null'); Rewrite(T); WriteLn(T, 'gone'); Close(T); Reset(T); WriteLn(IOResult, Eof(T)); Close(T);
  Assign(T, '/tmp'); Reset(T); WriteLn(IOResult <> 0); Assign(F, 'toro_files_stdio'); Rewrite(F); for B := 1 to 5 do Write(F, B); Close(F); FileMode := 0; Reset(F); Write(F, B); WriteLn(IOResult <> 0); Seek(F, 3); Read(F, B); WriteLn(B); Close(F); FileMode := 2; Erase(F); SetTextLineEnding(Output, '<'#10); WriteLn('ended'); I := IOResult; WriteLn(I);
end.
