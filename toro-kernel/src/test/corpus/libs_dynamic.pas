{ SPDX-License-Identifier: Apache-2.0 }
{ Libraries that are not there: loading fails as on a machine without them. }
program libs_dynamic;
{$mode objfpc}{$H+}
uses
  SysUtils, DynLibs, EventLog, FPHTTPClient;
var
  Library_: TLibHandle;
  Log: TEventLog;
  Client: TFPHTTPClient;
begin
  Library_ := LoadLibrary('libnothere.so.7');
  WriteLn(Library_, ' ', GetLoadErrorStr);
  WriteLn(GetProcedureAddress(Library_, 'anything') = nil, ' ', SharedSuffix);
  WriteLn(SafeLoadLibrary('/nowhere/libother.so'));
  Log := TEventLog.Create(nil);
  Log.LogType := ltSystem;
  Log.Info('to nobody');
  Log.Free;
  Client := TFPHTTPClient.Create(nil);
  WriteLn(EncodeURLElement('a b&c'), ' ', Client.ResponseStatusCode);
  Client.Free;
  ExitCode := 3;
end.
