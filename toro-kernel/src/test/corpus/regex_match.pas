{ SPDX-License-Identifier: Apache-2.0 }
program regex_match;
{$mode objfpc}{$H+}
uses
  RegExpr, SysUtils;
var
  R: TRegExpr;
begin
  R := TRegExpr.Create;
  R.Expression := '(\w+)@(\w+)\.(com|org)';
  if R.Exec('mail joe@site.org and ann@home.com now') then
    repeat WriteLn(R.Match[0], ' ', R.Match[1], ' ', R.Match[2], ' ', R.Match[3], ' ', R.MatchPos[0], ' ', R.MatchLen[0]) until not R.ExecNext;
  R.Expression := '\d+'; WriteLn(R.Replace('a1b22c333', '<$0>', True), ' ', R.Replace('a1b2', '#', False));
  WriteLn(ExecRegExpr('^a.*z$', 'abcz'), ExecRegExpr('^[0-9]{2,3}$', '1234'), ExecRegExpr('(?i)HELLO', 'say hello'), ReplaceRegExpr('(a)(b)', 'abab', '$2$1', True));
  R.Expression := 'x*?y'; WriteLn(R.Exec('xxxy'), R.MatchLen[0]);
  try R.Expression := '(unclosed'; R.Exec('x') except on E: Exception do WriteLn(E.ClassName) end;
  R.Free;
end.
