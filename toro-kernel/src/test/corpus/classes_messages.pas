{ SPDX-License-Identifier: Apache-2.0 }
program classes_messages;
{$mode objfpc}{$H+}
type
  TMsg = record Id: Cardinal; Data: Integer end;
  TStrMsg = record Name: ShortString end;
  TReceiver = class
    procedure OnOne(var M: TMsg); message 1;
    procedure OnTwo(var M: TMsg); message 2;
    procedure OnText(var M: TStrMsg); message 'hello';
    procedure DefaultHandler(var M); override;
    procedure DefaultHandlerStr(var M); override;
  end;
  TChild = class(TReceiver)
    procedure OnTwo(var M: TMsg); message 2;
  end;
procedure TReceiver.OnOne(var M: TMsg);
begin
  WriteLn('one ', M.Data);
end;
procedure TReceiver.OnTwo(var M: TMsg);
begin
  WriteLn('two ', M.Data); M.Data := 0;
end;
procedure TReceiver.OnText(var M: TStrMsg);
begin
  WriteLn('text ', M.Name);
end;
procedure TReceiver.DefaultHandler(var M);
begin
  WriteLn('default ', TMsg(M).Id);
end;
procedure TReceiver.DefaultHandlerStr(var M);
begin
  WriteLn('default str');
end;
procedure TChild.OnTwo(var M: TMsg);
begin
  Write('child '); inherited;
end;
var
  R: TReceiver; M: TMsg; T: TStrMsg; I: Integer;
begin
  R := TChild.Create;
  for I := 1 to 3 do begin M.Id := I; M.Data := I * 10; R.Dispatch(M) end;
  T.Name := 'hello'; R.DispatchStr(T);
  T.Name := 'other'; R.DispatchStr(T);
  R.Free;
end.
