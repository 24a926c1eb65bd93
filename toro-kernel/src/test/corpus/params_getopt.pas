{ SPDX-License-Identifier: Apache-2.0 }
program params_getopt;
{$mode objfpc}{$H+}
uses
  GetOpts, CustApp, Classes, SysUtils;
type
  TApp = class(TCustomApplication)
    procedure DoRun; override;
  end;
procedure TApp.DoRun;
begin
  WriteLn(HasOption('a', 'all'), GetOptionValue('n', 'num'), ' ', CheckOptions('an:', ['all', 'num:']) = '');
  Terminate(3);
end;
var
  C: Char; A: TApp;
begin
  repeat C := GetOpt('an:'); case C of 'a': WriteLn('a'); 'n': WriteLn('n=', OptArg); '?': WriteLn('bad ', OptOpt) end until C = EndOfOptions;
  WriteLn(OptInd); A := TApp.Create(nil); A.Run; A.Free;
end.
