{ SPDX-License-Identifier: Apache-2.0 }
{ A fault in a thread is an exception of that thread; the others go on. }
program faults_on_a_thread;
{$mode objfpc}
uses
  cthreads, SysUtils;
var
  Id: TThreadID;
  Zero: LongInt;

function Run(Parameter: Pointer): PtrInt;
var
  P: PLongInt;
begin
  Result := 0;
  try
    P := nil;
    P^ := 1;
  except
    on E: Exception do
      WriteLn(E.ClassName);
  end;
  try
    Result := 1 div Zero;
  except
    on E: Exception do
      WriteLn(E.ClassName);
  end;
  Result := 5;
end;

begin
  Id := BeginThread(@Run, nil);
  WriteLn(WaitForThreadTerminate(Id, 0));
end.
