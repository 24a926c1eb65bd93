{ SPDX-License-Identifier: Apache-2.0 }
{ A walk through the run-time library: each stop prints what it did and checks the result. The last line
  counts the checks that held; the exit code is the number of those that did not. Runs on Linux unchanged. }
program RtlTour;

{$mode objfpc}{$H+}

uses
  SysUtils, Classes, DateUtils, Variants, fgl, fpjson, jsonparser, Math, StrUtils;

type
  TShape = class
    function Area: Double; virtual; abstract;
  end;

  TSquare = class(TShape)
    Side: Double;
    constructor Create(ASide: Double);
    function Area: Double; override;
  end;

  TCircle = class(TShape)
    Radius: Double;
    constructor Create(ARadius: Double);
    function Area: Double; override;
  end;

  IGreeter = interface
    ['{5B0B6F3A-7A0C-4B1E-9C51-0D3B1C0E7F11}']
    function Greet(const Name: string): string;
  end;

  TGreeter = class(TInterfacedObject, IGreeter)
    function Greet(const Name: string): string;
  end;

  generic TPair<T> = record
    First, Second: T;
  end;

  TIntegerPair = specialize TPair<Integer>;
  TNumbers = specialize TFPGList<Integer>;
  TAges = specialize TFPGMap<string, Integer>;

  ETour = class(Exception);

var
  Held, Checks: Integer;

procedure Check(const Stop: string; Holds: Boolean; const Shown: string);
begin
  Inc(Checks);
  if Holds then
    Inc(Held);
  WriteLn(Stop:20, '  ', BoolToStr(Holds, 'ok   ', 'WRONG'), '  ', Shown);
end;

constructor TSquare.Create(ASide: Double);
begin
  Side := ASide;
end;

function TSquare.Area: Double;
begin
  Result := Side * Side;
end;

constructor TCircle.Create(ARadius: Double);
begin
  Radius := ARadius;
end;

function TCircle.Area: Double;
begin
  Result := Pi * Radius * Radius;
end;

function TGreeter.Greet(const Name: string): string;
begin
  Result := 'Hello, ' + Name;
end;

procedure Classes_;
var
  Shapes: array of TShape;
  Shape: TShape;
  Total: Double;
begin
  Shapes := nil;
  SetLength(Shapes, 2);
  Shapes[0] := TSquare.Create(3);
  Shapes[1] := TCircle.Create(1);
  Total := 0;
  for Shape in Shapes do
  begin
    Total := Total + Shape.Area;
    Shape.Free;
  end;
  Check('classes', SameValue(Total, 9 + Pi, 1e-12), Format('area %.6f', [Total]));
end;

procedure Interfaces;
var
  Greeter: IGreeter;
begin
  Greeter := TGreeter.Create;
  Check('interfaces', Greeter.Greet('Toro') = 'Hello, Toro', Greeter.Greet('Toro'));
end;

procedure Exceptions;
var
  Caught: string;
  Zero: Integer;
  Nowhere: PInteger;
begin
  Caught := '';
  Zero := Length(Caught);
  Nowhere := nil;
  try
    raise ETour.CreateFmt('raised %d', [1]);
  except
    on E: ETour do
      Caught := E.Message;
  end;
  try
    Caught := Caught + IntToStr(1 div Zero);
  except
    on E: EDivByZero do
      Caught := Caught + ', ' + E.Message;
  end;
  try
    Nowhere^ := 1;
  except
    on E: EAccessViolation do
      Caught := Caught + ', ' + E.Message;
  end;
  Check('exceptions', Caught = 'raised 1, Division by zero, Access violation', Caught);
end;

procedure Generics;
var
  Pair: TIntegerPair;
  Numbers: TNumbers;
  Ages: TAges;
  Number, Sum: Integer;
begin
  Pair.First := 20;
  Pair.Second := 22;
  Numbers := TNumbers.Create;
  Ages := TAges.Create;
  try
    Numbers.Add(Pair.First);
    Numbers.Add(Pair.Second);
    Sum := 0;
    for Number in Numbers do
      Inc(Sum, Number);
    Ages['Ada'] := 36;
    Ages['Niklaus'] := 89;
    Check('generics', (Sum = 42) and (Ages['Ada'] = 36) and (Ages.Count = 2),
      Format('sum %d, %d ages', [Sum, Ages.Count]));
  finally
    Ages.Free;
    Numbers.Free;
  end;
end;

procedure DynamicArrays;
var
  Matrix: array of array of Integer;
  Row, Column, Trace: Integer;
begin
  Matrix := nil;
  SetLength(Matrix, 10, 10);
  for Row := 0 to High(Matrix) do
    for Column := 0 to High(Matrix[Row]) do
      Matrix[Row, Column] := Row * Column;
  Trace := 0;
  for Row := 0 to High(Matrix) do
    Inc(Trace, Matrix[Row, Row]);
  Check('dynamic arrays', Trace = 285, Format('trace %d', [Trace]));
end;

procedure Formatting;
var
  Text: string;
begin
  Text := Format('%8.3f|%-6s|%6s|%x|%d%%', [Pi, 'left', 'right', 48879, 100]);
  Check('Format', Text = '   3.142|left  | right|BEEF|100%', Text);
end;

procedure Strings_;
var
  Text: string;
begin
  Text := ReverseString(UpperCase(Trim('  pascal  ')));
  Text := StringReplace(Text, 'A', 'a', [rfReplaceAll]) + ' ' + AddChar('0', '7', 3);
  Check('strings', Text = 'LaCSaP 007', Text);
end;

procedure StringLists;
var
  List: TStringList;
begin
  List := TStringList.Create;
  try
    List.CommaText := 'network,memory,process,devices,filesystem';
    List.Sort;
    Check('TStringList', (List.IndexOf('memory') = 2) and (List.Count = 5), List.CommaText);
  finally
    List.Free;
  end;
end;

procedure Streams;
var
  Stream: TMemoryStream;
  Text: string;
begin
  Stream := TMemoryStream.Create;
  try
    Stream.WriteAnsiString('kept in memory');
    Stream.Position := 0;
    Text := Stream.ReadAnsiString;
    Check('streams', (Text = 'kept in memory') and (Stream.Size = 18), Text);
  finally
    Stream.Free;
  end;
end;

procedure Dates;
var
  Talk: TDateTime;
  Text: string;
begin
  Talk := EncodeDateTime(2019, 2, 3, 10, 0, 0, 0);
  Text := FormatDateTime('yyyy-mm-dd hh:nn', IncDay(Talk, 26));
  Check('DateUtils', (Text = '2019-03-01 10:00') and (DayOfTheWeek(Talk) = DaySunday), Text);
end;

procedure Json;
var
  Data: TJSONData;
  Text: string;
begin
  Data := GetJSON('{"name": "Toro", "units": ["Memory", "Process"], "version": 1.5}');
  try
    Text := Data.FindPath('units[1]').AsString + Format(' %.1f', [Data.FindPath('version').AsFloat]);
    Check('fpjson', (Text = 'Process 1.5') and (Data.Count = 3), Text);
  finally
    Data.Free;
  end;
end;

procedure Variants_;
var
  Value: Variant;
begin
  Value := '40';
  Value := Value + 2;
  Check('Variants', (Value = 42) and (VarToStr(Value) = '42'), VarToStr(Value));
end;

begin
  Classes_;
  Interfaces;
  Exceptions;
  Generics;
  DynamicArrays;
  Formatting;
  Strings_;
  StringLists;
  Streams;
  Dates;
  Json;
  Variants_;
  WriteLn('rtl-tour: ', Held, ' of ', Checks, ' checks hold');
  Halt(Checks - Held);
end.
