{ SPDX-License-Identifier: Apache-2.0 }
program hash_lists;
{$mode objfpc}{$H+}
uses
  SysUtils, Contnrs;
var
  L: TFPHashList; O: TFPObjectHashTable; S: TFPStringHashTable; D: TFPDataHashTable; H: TFPHashObjectList; I: Integer; Q: TObjectQueue; K: TObjectStack; B: TBucketList;
type
  TNum = class(TFPHashObject) end;
begin
  L := TFPHashList.Create; for I := 1 to 500 do L.Add('k' + IntToStr(I), Pointer(PtrInt(I)));
  WriteLn(L.Count, PtrInt(L.Find('k250')), L.Find('zz') = nil, L.NameOfIndex(3), L.FindIndexOf('k9')); L.Delete(0); L.Pack; WriteLn(L.Count); L.Free;
  S := TFPStringHashTable.Create; S.Add('a', '1'); S['b'] := '2'; WriteLn(S['a'], S['b'], S.Count); try S.Add('a', 'x') except on E: Exception do WriteLn(E.Message) end; S.Free;
  O := TFPObjectHashTable.Create(True); O.Add('o', TObject.Create); WriteLn(O['o'].ClassName); O.Free;
  D := TFPDataHashTable.Create; D.Add('x', @D); WriteLn(D['x'] = @D); D.Free;
  H := TFPHashObjectList.Create; TNum.Create(H, 'first'); TNum.Create(H, 'second'); WriteLn(H.Count, TNum(H.Find('second')).Name); H.Free;
  Q := TObjectQueue.Create; K := TObjectStack.Create; Q.Push(Q); Q.Push(K); K.Push(Q); K.Push(K); WriteLn(Q.Pop = Q, K.Pop = K, Q.Count, K.Count); Q.Free; K.Free;
  B := TBucketList.Create(bl16); B.Add(@I, @L); WriteLn(B.Exists(@I), B.Data[@I] = @L); B.Free;
end.
