{ SPDX-License-Identifier: Apache-2.0 }
program threads_synchronize;
{$mode objfpc}{$H+}
uses
  cthreads, SysUtils, Classes;
type
  TWorker = class(TThread)
    N: Integer;
    procedure Show;
    procedure Later;
    procedure Execute; override;
  end;
procedure TWorker.Show;
begin
  WriteLn('sync ', N, ' ', GetCurrentThreadId = MainThreadID);
end;
procedure TWorker.Later;
begin
  WriteLn('queued');
end;
procedure TWorker.Execute;
var
  I: Integer;
begin
  for I := 1 to 3 do begin N := I; Synchronize(@Show) end;
  Queue(@Later);
  Terminate;
  if Terminated then raise Exception.Create('in thread');
end;
var
  W: TWorker;
begin
  W := TWorker.Create(True);
  W.FreeOnTerminate := False; W.Start;
  while not W.Finished do CheckSynchronize(10);
  CheckSynchronize(10);
  W.WaitFor;
  WriteLn(W.FatalException is Exception, ' ', Exception(W.FatalException).Message); W.Free;
end.
