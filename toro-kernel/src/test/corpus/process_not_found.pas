{ SPDX-License-Identifier: Apache-2.0 }
{ Free Pascal's unit Process, not Toro's: the program names its class. }
program process_not_found;
{$mode objfpc}{$H+}
uses
  Classes, SysUtils, Process;
var
  Item: TProcess;
  Output_: string;
begin
  Item := TProcess.Create(nil);
  Item.Executable := '/no/such/file';
  try
    Item.Execute;
  except
    on E: Exception do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
  WriteLn(Item.Running, ' ', poWaitOnExit in Item.Options);
  Item.Free;
  WriteLn(RunCommand('/no/such/file', [], Output_));
end.
