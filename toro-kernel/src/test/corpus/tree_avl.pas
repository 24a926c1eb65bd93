{ SPDX-License-Identifier: Apache-2.0 }
program tree_avl;
{$mode objfpc}{$H+}
uses
  SysUtils, AVL_Tree;
function Cmp(A, B: Pointer): Integer;
begin
  Result := PtrInt(A) - PtrInt(B);
end;
var
  T: TAVLTree; I: Integer; N: TAVLTreeNode; S: Int64;
begin
  T := TAVLTree.Create(@Cmp); for I := 1 to 300 do T.Add(Pointer(PtrInt(I * 7919 mod 1009)));
  WriteLn(T.Count, ' ', PtrInt(T.FindLowest.Data), ' ', PtrInt(T.FindHighest.Data)); for I := 1 to 100 do T.Remove(Pointer(PtrInt(I * 7919 mod 1009)));
  S := 0; N := T.FindLowest; while N <> nil do begin S := S * 3 mod 1000003 + PtrInt(N.Data); N := T.FindSuccessor(N) end; WriteLn(T.Count, ' ', S); T.ConsistencyCheck; T.Free;
end.
