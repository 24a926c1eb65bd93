{ SPDX-License-Identifier: Apache-2.0 }
program generics_delphi;
{$mode delphi}
type
  TPair<K, V> = record
    Key: K;
    Value: V;
    class function Make(const A: K; const B: V): TPair<K, V>; static;
  end;
  TStack<T> = class
  private
    FItems: array of T;
  public
    procedure Push(const Item: T);
    function Pop: T;
    function Count: Integer;
  end;
  TComparer<T> = function(const A, B: T): Integer;
  TSorter<T> = class
    class procedure Sort(var A: array of T; C: TComparer<T>);
  end;
  TNode<T: class> = class
    Item: T;
    Next: TNode<T>;
  end;
class function TPair<K, V>.Make(const A: K; const B: V): TPair<K, V>;
begin
  Result.Key := A;
  Result.Value := B;
end;
procedure TStack<T>.Push(const Item: T);
begin
  SetLength(FItems, Length(FItems) + 1);
  FItems[High(FItems)] := Item;
end;
function TStack<T>.Pop: T;
begin
  Result := FItems[High(FItems)];
  SetLength(FItems, Length(FItems) - 1);
end;
function TStack<T>.Count: Integer;
begin
  Result := Length(FItems);
end;
class procedure TSorter<T>.Sort(var A: array of T; C: TComparer<T>);
var
  I, J: Integer;
  X: T;
begin
  for I := 1 to High(A) do
  begin
    X := A[I];
    J := I;
    while (J > 0) and (C(A[J - 1], X) > 0) do
    begin
      A[J] := A[J - 1];
      Dec(J);
    end;
    A[J] := X;
  end;
end;
function CompareInts(const A, B: Integer): Integer;
begin
  Result := A - B;
end;
function CompareTexts(const A, B: string): Integer;
begin
  if A < B then Result := -1 else if A > B then Result := 1 else Result := 0;
end;
var
  P: TPair<string, Integer>;
  S: TStack<string>;
  Ints: array[0..5] of Integer = (5, 2, 9, -1, 0, 3);
  Texts: array[0..2] of string = ('pear', 'apple', 'fig');
  N: TNode<TObject>;
  I: Integer;
  T: string;
begin
  P := TPair<string, Integer>.Make('k', 9);
  WriteLn(P.Key, P.Value);
  S := TStack<string>.Create;
  S.Push('a'); S.Push('b');
  WriteLn(S.Pop, S.Count);
  S.Free;
  TSorter<Integer>.Sort(Ints, CompareInts);
  for I in Ints do Write(I, ' ');
  TSorter<string>.Sort(Texts, CompareTexts);
  for T in Texts do Write(T, ' ');
  WriteLn;
  N := TNode<TObject>.Create;
  N.Item := N;
  WriteLn(N.Item.ClassName, ' ', N.Next = nil);
  N.Free;
end.
