{ SPDX-License-Identifier: Apache-2.0 }
program classes_interfaces;
{$mode objfpc}{$H+}
uses
  SysUtils;
type
  ISpeak = interface
    ['{6C5F3A1E-0001-4B5E-9C7D-000000000001}']
    procedure Speak;
    function GetAge: Integer;
    property Age: Integer read GetAge;
  end;
  IWalk = interface
    ['{6C5F3A1E-0001-4B5E-9C7D-000000000002}']
    procedure Walk;
  end;
  TDog = class(TInterfacedObject, ISpeak, IWalk)
    destructor Destroy; override;
    procedure Speak;
    function GetAge: Integer;
    procedure Step;
    procedure IWalk.Walk = Step;
  end;
  TOuter = class(TInterfacedObject, ISpeak)
    FInner: ISpeak;
    property Inner: ISpeak read FInner implements ISpeak;
  end;
destructor TDog.Destroy;
begin
  WriteLn('dog gone'); inherited;
end;
procedure TDog.Speak;
begin
  WriteLn('woof');
end;
function TDog.GetAge: Integer;
begin
  Result := 7;
end;
procedure TDog.Step;
begin
  WriteLn('step');
end;
procedure Use(const S: ISpeak);
var
  W: IWalk;
begin
  S.Speak;
  if Supports(S, IWalk, W) then W.Walk;
  WriteLn(S.Age, ' ', S is IWalk, ' ', S is ISpeak);
end;
var
  S: ISpeak;
  O: TOuter;
  U: IUnknown;
begin
  S := TDog.Create;
  Use(S);
  (S as IWalk).Walk;
  O := TOuter.Create;
  O.FInner := S;
  S := nil;
  U := O;
  (U as ISpeak).Speak;
  WriteLn(GUIDToString(ISpeak), ' ', (O.FInner as TObject).ClassName);
  U := nil;
  WriteLn('end');
end.
