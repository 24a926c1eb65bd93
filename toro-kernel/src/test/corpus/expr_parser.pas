{ SPDX-License-Identifier: Apache-2.0 }
program expr_parser;
{$mode objfpc}{$H+}
uses
  SysUtils, fpexprpars, Math;
var
  P: TFPExpressionParser;
procedure Eval(const S: string);
begin
  try
    P.Expression := S;
    case P.ResultType of
      rtInteger: WriteLn(S, ' = ', P.Evaluate.ResInteger);
      rtFloat: WriteLn(S, ' = ', P.Evaluate.ResFloat:0:4);
      rtBoolean: WriteLn(S, ' = ', P.Evaluate.ResBoolean);
      rtString: WriteLn(S, ' = ', P.Evaluate.ResString);
    else WriteLn('?') end;
  except
    on E: Exception do WriteLn(S, ': ', E.ClassName, ' ', E.Message);
  end;
end;
begin
  P := TFPExpressionParser.Create(nil); P.BuiltIns := [bcMath, bcStrings, bcBoolean]; P.Identifiers.AddFloatVariable('x', 2.5);
  Eval('1+2*3'); Eval('(1+2)*3'); Eval('x*x'); Eval('sqrt(16.0)'); Eval('2 > 1 and 3 < 4'); Eval('concat(''a'',''b'')'); Eval('1 +'); Eval('nope(3)'); Eval('length(''abc'')+1'); P.Free;
end.
