{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_error_proc;
{$mode objfpc}
procedure OnError(ErrNo: LongInt; Address: CodePointer; Frame: Pointer);
begin
  WriteLn('error ', ErrNo); Halt(44);
end;
var
  P: ^Integer;
begin
  ErrorProc := @OnError; P := nil; WriteLn('touching nil'); P^ := 1; WriteLn('never');
end.
