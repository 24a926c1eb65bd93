{ SPDX-License-Identifier: Apache-2.0 }
program strings_helpers;
{$mode objfpc}{$H+}
uses
  SysUtils;
var
  S, Part: string;
begin
  S := 'The quick brown fox';
  WriteLn(S.Length, S.ToUpper, S.IndexOf('quick'), S.Contains('fox'), S.Substring(4, 5));
  for Part in S.Split([' ']) do
    Write('[', Part, ']');
  WriteLn;
  WriteLn(S.Replace('quick', 'slow'), ' ', S.StartsWith('The'), S.EndsWith('x'), ' ', string.Join('+', ['a', 'b', 'c']));
  WriteLn(S.Trim, '|', S.Substring(0, 3).PadLeft(5), '|', S.Substring(0, 3).PadRight(5), '|', S.Chars[1], ' ', S.CountChar('o'));
  WriteLn((42).ToString, ' ', (255).ToHexString, ' ', S.Length.ToString, ' ', True.ToString, ' ', (2.5).ToString);
  WriteLn(S.IsEmpty, string.IsNullOrWhiteSpace('  '), S.CompareTo('A') > 0, ' ', S.LastIndexOf('o'), ' ', S.Remove(3), ' ', S.Insert(1, '-'));
  WriteLn(string.Format('%d/%s', [3, 'x']), ' ', S.Split('=')[0], ' ', S.Equals('Q'), ' ', S.QuotedString);
end.
