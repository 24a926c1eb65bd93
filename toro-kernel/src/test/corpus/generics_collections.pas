{ SPDX-License-Identifier: Apache-2.0 }
program generics_collections;
{$mode delphi}
uses
  SysUtils, Generics.Collections, Generics.Defaults;
var
  D: TDictionary<string, Integer>;
  L: TList<string>;
  Q: TQueue<Integer>;
  S: TStack<Integer>;
  H: THashSet<Integer>;
  K: string;
  I, V: Integer;
  Found: SizeInt;
  Keys: TArray<string>;
begin
  D := TDictionary<string, Integer>.Create;
  for I := 1 to 100 do D.Add('key' + IntToStr(I), I * I);
  WriteLn(D.Count, ' ', D['key7'], ' ', D.TryGetValue('none', V), ' ', D.ContainsKey('key99'));
  D.Remove('key7');
  try
    WriteLn(D['key7']);
  except
    on E: Exception do WriteLn(E.ClassName, ': ', E.Message);
  end;
  Keys := D.Keys.ToArray;
  TArrayHelper<string>.Sort(Keys);
  WriteLn(Length(Keys), Keys[0], Keys[98]);
  D.Free;
  L := TList<string>.Create;
  L.AddRange(['c', 'a', 'b']);
  L.Sort;
  for K in L do Write(K);
  L.Reverse;
  WriteLn(L.IndexOf('a'), L.BinarySearch('zzz', Found));
  L.Free;
  Q := TQueue<Integer>.Create; S := TStack<Integer>.Create;
  for I := 1 to 5 do begin Q.Enqueue(I); S.Push(I) end;
  WriteLn(Q.Dequeue, S.Pop, Q.Count, S.Peek);
  Q.Free; S.Free;
  H := THashSet<Integer>.Create;
  H.Add(1); H.Add(1); H.Add(2);
  WriteLn(H.Count, H.Contains(2));
  H.Free;
end.
