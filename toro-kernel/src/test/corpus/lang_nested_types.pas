{ SPDX-License-Identifier: Apache-2.0 }
program lang_nested_types;
{$mode objfpc}{$H+}
type
  TOuter = class
  public type
    TInner = class
      Name: string;
      constructor Create(const S: string);
      function Deep: Integer;
    end;
    TKind = (kA, kB);
  public const
    Limit = 7;
    Names: array[TKind] of string = ('first', 'second');
  private class var
    FCount: Integer;
  public
    class constructor Init;
    class destructor Done;
    class property Count: Integer read FCount write FCount;
    class procedure Bump; static;
  strict private
    FHidden: Integer;
  public
    property Hidden: Integer read FHidden;
  end;
constructor TOuter.TInner.Create(const S: string);
begin
  Name := S;
end;
function TOuter.TInner.Deep: Integer;
begin
  Result := Limit * FCount;
end;
class constructor TOuter.Init;
begin
  FCount := 3; WriteLn('class constructor');
end;
class destructor TOuter.Done;
begin
  WriteLn('class destructor');
end;
class procedure TOuter.Bump;
begin
  Inc(FCount);
end;
var
  I: TOuter.TInner;
begin
  WriteLn('main'); I := TOuter.TInner.Create('in'); TOuter.Bump; WriteLn(I.Deep, I.Name, TOuter.Names[TOuter.TKind.kB], TOuter.Count, ' ', TOuter.TInner.ClassName); I.Free;
end.
