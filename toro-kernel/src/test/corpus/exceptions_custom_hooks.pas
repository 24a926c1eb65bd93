{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_custom_hooks;
{$mode objfpc}{$H+}
uses
  SysUtils;
procedure Mine(Obj: TObject; Addr: CodePointer; FrameCount: LongInt; Frames: PCodePointer);
begin
  WriteLn('hook saw ', Obj.ClassName, ': ', Exception(Obj).Message); Halt(33);
end;
begin
  ExceptProc := @Mine; WriteLn('raising'); raise Exception.Create('unseen by the default handler');
end.
