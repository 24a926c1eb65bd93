{ SPDX-License-Identifier: Apache-2.0 }
program threads_unhandled_exception;
{$mode objfpc}{$H+}
uses
  cthreads, SysUtils, Classes;
type
  TBad = class(TThread)
    procedure Execute; override;
  end;
procedure TBad.Execute;
begin
  raise EConvertError.Create('inside the thread');
end;
var
  T: TBad;
begin
  T := TBad.Create(False);
  T.WaitFor;
  WriteLn(T.FatalException.ClassName, ' ', Exception(T.FatalException).Message);
  T.Free;
end.
