{ SPDX-License-Identifier: Apache-2.0 }
program threads_tthread;
{$mode objfpc}{$H+}
uses
  cthreads, SysUtils, Classes;
type
  TWorker = class(TThread)
  private
    FId, FSum: Integer;
  protected
    procedure Execute; override;
  public
    constructor Create(AId: Integer);
    property Sum: Integer read FSum;
  end;
var
  Lock: TRTLCriticalSection;
  Shared: Integer;
constructor TWorker.Create(AId: Integer);
begin
  FId := AId;
  inherited Create(False);
end;
procedure TWorker.Execute;
var
  I: Integer;
begin
  for I := 1 to 1000 do
  begin
    FSum := FSum + FId;
    EnterCriticalSection(Lock);
    Inc(Shared);
    LeaveCriticalSection(Lock);
    if I mod 100 = 0 then Sleep(0);
  end;
  ReturnValue := FId * 2;
end;
var
  W: array[1..5] of TWorker;
  I, R: Integer;
begin
  InitCriticalSection(Lock);
  for I := 1 to 5 do W[I] := TWorker.Create(I);
  for I := 1 to 5 do
  begin
    R := W[I].WaitFor;
    WriteLn(I, ' ', W[I].Sum, ' ', R, ' ', W[I].Finished);
    W[I].Free;
  end;
  WriteLn(Shared);
  DoneCriticalSection(Lock);
end.
