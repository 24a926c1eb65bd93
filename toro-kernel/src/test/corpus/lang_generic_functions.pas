{ SPDX-License-Identifier: Apache-2.0 }
program lang_generic_functions;
{$mode objfpc}{$H+}
type
  generic TArr<T> = array of T;
  generic TFn<A, R> = function(const X: A): R;
  generic IStore<T> = interface
    procedure Put(const V: T);
    function Get: T;
  end;
  generic TStore<T> = class(TInterfacedObject, specialize IStore<T>)
    FV: T;
    procedure Put(const V: T);
    function Get: T;
  end;
generic function Max<T>(const A, B: T): T;
begin
  if A > B then Result := A else Result := B;
end;
generic procedure Swap<T>(var A, B: T);
var
  C: T;
begin
  C := A; A := B; B := C;
end;
procedure TStore.Put(const V: T);
begin
  FV := V;
end;
function TStore.Get: T;
begin
  Result := FV;
end;
function Len(const S: string): Integer;
begin
  Result := Length(S);
end;
var
  A: specialize TArr<Double>; F: specialize TFn<string, Integer>; I: specialize IStore<string>; X, Y: string;
begin
  WriteLn(specialize Max<Integer>(3, 9), specialize Max<string>('b', 'a'), specialize Max<Double>(1.5, 0.5):0:1); X := 'x'; Y := 'y'; specialize Swap<string>(X, Y); WriteLn(X, Y);
  SetLength(A, 2); A[1] := 2.5; WriteLn(A[1]:0:1); F := @Len; WriteLn(F('four')); I := specialize TStore<string>.Create; I.Put('kept'); WriteLn(I.Get);
end.
