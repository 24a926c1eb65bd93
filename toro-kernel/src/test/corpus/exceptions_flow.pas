{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_flow;
{$mode objfpc}{$H+}
uses
  SysUtils;
type
  EMine = class(Exception)
    Code: Integer;
    constructor Create(ACode: Integer);
  end;
  EDeeper = class(EMine);
constructor EMine.Create(ACode: Integer);
begin
  inherited CreateFmt('mine %d', [ACode]); Code := ACode;
end;
procedure Deep(N: Integer);
begin
  try
    if N = 0 then raise EDeeper.Create(42);
    Deep(N - 1);
  finally
    Write('f', N, ' ');
  end;
end;
function EarlyExit: Integer;
begin
  Result := 1;
  try
    Exit(2);
  finally
    Write('cleanup ');
  end;
end;
var
  I: Integer;
begin
  try Deep(3) except on E: EMine do WriteLn(E.ClassName, ' ', E.Message, ' ', E.Code) end;
  WriteLn(EarlyExit);
  for I := 1 to 3 do
    try
      try
        case I of 1: raise Exception.Create('one'); 2: raise EConvertError.Create('two'); 3: Abort end;
      except
        on E: EConvertError do WriteLn('convert ', E.Message);
        on E: EAbort do begin WriteLn('abort ', E.Message); raise end;
      else
        WriteLn('else ', Exception(ExceptObject).Message);
      end;
    except
      on E: Exception do WriteLn('outer ', E.ClassName);
    end;
  try
    try raise EMine.Create(1) finally WriteLn('in finally') end;
  except
    try raise EMine.Create(2) except on E: EMine do WriteLn(E.Code) end;
    WriteLn(EMine(ExceptObject).Code);
  end;
  for I := 1 to 3 do begin try if I = 2 then Continue; Write('b', I) finally Write('x') end end;
  WriteLn;
  try raise TObject.Create except WriteLn(ExceptObject.ClassName) end;
  try StrToInt('x1') except on E: Exception do WriteLn(E.Message) end;
  try StrToFloat('q') except on E: Exception do WriteLn(E.Message) end;
  try StrToDate('99/99/9999') except on E: Exception do WriteLn(E.Message) end;
  try StrToBool('maybe') except on E: Exception do WriteLn(E.Message) end;
end.
