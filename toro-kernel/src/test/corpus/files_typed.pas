{ SPDX-License-Identifier: Apache-2.0 }
program files_typed;
type
  TRec = record Id: Integer; Name: string[15] end;
var
  F: file of TRec; U: file; R: TRec; I: Integer; B: array[0..255] of Byte; N: Int64;
begin
  Assign(F, 'toro_files_typed.dat'); Rewrite(F);
  for I := 1 to 20 do begin R.Id := I; Str(I * I, R.Name); Write(F, R) end;
  WriteLn(FileSize(F), ' ', FilePos(F));
  Seek(F, 4); Read(F, R); WriteLn(R.Id, ' ', R.Name);
  R.Name := 'changed'; Seek(F, 4); Write(F, R); Seek(F, 10); Truncate(F); WriteLn(FileSize(F), Eof(F)); Close(F);
  Reset(F); Seek(F, 4); Read(F, R); WriteLn(R.Name); Close(F);
  Assign(U, 'toro_files_typed.dat'); Reset(U, 1); N := FileSize(U); BlockRead(U, B, 24, I); WriteLn(N, ' ', I, ' ', B[0]);
  BlockRead(U, B, 256, I); WriteLn(I, Eof(U)); Close(U); Erase(U);
  {$I-} Reset(U, 1); WriteLn(IOResult);
end.
