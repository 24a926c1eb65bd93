{ SPDX-License-Identifier: Apache-2.0 }
program threads_anonymous;
{$mode objfpc}{$H+}
uses
  cthreads, Classes, SysUtils;
type
  TTask = class
    N: Integer;
    procedure Run;
    procedure Finished(Sender: TObject);
  end;
procedure TTask.Run;
begin
  N := N * 2;
end;
procedure TTask.Finished(Sender: TObject);
begin
  WriteLn('terminated ', N);
end;
type
  TRun = class(TThread)
    Task: TTask;
    procedure Execute; override;
  end;
procedure TRun.Execute;
begin
  Task.Run;
end;
var
  T: TTask; R: TRun;
begin
  T := TTask.Create; T.N := 21; R := TRun.Create(True); R.Task := T; R.OnTerminate := @T.Finished;
  WriteLn(R.Suspended, R.Priority = tpNormal); R.Start;
  while not R.Finished do begin CheckSynchronize(5) end;
  CheckSynchronize; R.WaitFor; WriteLn(T.N); R.Free; T.Free;
end.
