{ SPDX-License-Identifier: Apache-2.0 }
program stl_containers;
{$mode objfpc}{$H+}
uses
  gvector, gmap, gset, gdeque, gqueue, gstack, gpriorityqueue, gutil, garrayutils, SysUtils;
type
  TLess = specialize TLess<Integer>;
  TVec = specialize TVector<Integer>;
  TMap = specialize TMap<Integer, string, TLess>;
  TSet = specialize TSet<Integer, TLess>;
  TDeq = specialize TDeque<Integer>;
  TPq = specialize TPriorityQueue<Integer, TLess>;
  TSort = specialize TOrderingArrayUtils<TVec, Integer, TLess>;
var
  V: TVec; M: TMap; S: TSet; D: TDeq; P: TPq; I: Integer; It: TMap.TIterator;
begin
  V := TVec.Create; for I := 1 to 10 do V.PushBack(I * 7 mod 11); TSort.Sort(V, V.Size); for I := 0 to V.Size - 1 do Write(V[I], ' '); WriteLn; V.Free;
  M := TMap.Create; for I := 5 downto 1 do M[I] := IntToStr(I * I); It := M.Min; repeat Write(It.Key, '=', It.Value, ' ') until not It.Next; It.Free; WriteLn(M.Size); M.Free;
  S := TSet.Create; for I := 1 to 20 do S.Insert(I mod 6); WriteLn(S.Size, S.Find(9) = nil); S.Free;
  D := TDeq.Create; D.PushFront(1); D.PushBack(2); D.PushFront(0); WriteLn(D[0], D[1], D.Back, D.Size); D.Free;
  P := TPq.Create; for I in [3, 9, 4, 1] do P.Push(I); while not P.IsEmpty do begin Write(P.Top, ' '); P.Pop end; WriteLn; P.Free;
end.
