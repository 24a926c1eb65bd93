{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_reraise_nested;
{$mode objfpc}{$H+}
uses
  SysUtils;
var
  Depth: Integer;
procedure Level(N: Integer);
begin
  try
    try
      if N = 0 then raise EMathError.Create('bottom');
      Level(N - 1);
    except
      on E: EMathError do begin Inc(Depth); if N mod 2 = 0 then raise else raise EIntError.CreateFmt('%s>%d', [E.Message, N]) end;
      on E: EIntError do begin Inc(Depth, 100); raise EMathError.Create(E.Message + '!' + IntToStr(N)) end;
    end;
  finally
    Write(N, ' ');
  end;
end;
function InFunction: string;
begin
  try Result := 'a'; raise Exception.Create('') except Exit('from except') end;
end;
begin
  try Level(5) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message, ' ', Depth) end; WriteLn(InFunction); WriteLn(ExceptObject = nil, ExceptAddr = nil, RaiseList = nil);
  try try raise Exception.Create('one') finally raise Exception.Create('two') end except on E: Exception do WriteLn(E.Message) end;
end.
