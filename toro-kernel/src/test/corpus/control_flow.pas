{ SPDX-License-Identifier: Apache-2.0 }
program control_flow;
{$goto on}{$mode objfpc}
label
  Again, Done;
var
  I, J: Integer; C: Char; S: string;
begin
  I := 0;
Again:
  Inc(I);
  if I < 5 then goto Again;
  WriteLn(I);
  for I := 10 downto 1 do begin if I = 7 then Continue; if I = 3 then Break; Write(I, ' ') end;
  WriteLn;
  repeat Dec(I); until I <= 0;
  while True do begin Inc(I, 3); if I > 10 then goto Done end;
Done:
  WriteLn(I);
  for C := 'a' to 'f' do case C of 'a', 'e': Write('V'); 'b'..'d': Write('c'); else Write('?') end;
  WriteLn;
  S := 'two';
  case S of 'one': WriteLn(1); 'two': WriteLn(2); 'u'..'z': WriteLn('range') else WriteLn('none') end;
  case 150 of 0..99: WriteLn('low'); 100..199: WriteLn('mid'); 200: WriteLn('high') end;
  for I := 5 to 4 do WriteLn('never');
  J := 3; for I := 1 to J do begin J := 100; Write(I) end; WriteLn;
  if (I > 0) and (I div 1 > 0) or (1 div J = 5) then WriteLn('short');
  I := 0; while I < 3 do begin Inc(I); if Odd(I) then Continue; Write('even', I) end; WriteLn;
end.
