{ SPDX-License-Identifier: Apache-2.0 }
program lang_shortcircuit;
{$mode objfpc}
function T(const S: ShortString): Boolean;
begin
  Write(S); Result := True;
end;
function F(const S: ShortString): Boolean;
begin
  Write(S); Result := False;
end;
begin
  {$B-} if F('a') and T('b') then; if T('c') or T('d') then; WriteLn; {$B+} if F('a') and T('b') then; if T('c') or T('d') then; WriteLn; {$B-} WriteLn(T('x') xor F('y'), not (F('z') or F('w'))); WriteLn((T('1') and F('2')) or (T('3') and T('4')));
end.
