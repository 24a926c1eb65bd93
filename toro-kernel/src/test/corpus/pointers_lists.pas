{ SPDX-License-Identifier: Apache-2.0 }
program pointers_lists;
type
  PNode = ^TNode;
  TNode = record Value: Integer; Next: PNode end;
  PTree = ^TTree;
  TTree = record Key: Integer; Left, Right: PTree end;
var
  Head, N: PNode; I: Integer; T: PTree; P: PInteger; W: PWord; Proc: procedure; U: Pointer;
procedure Insert(var T: PTree; K: Integer);
begin
  if T = nil then begin New(T); T^.Key := K; T^.Left := nil; T^.Right := nil end
  else if K < T^.Key then Insert(T^.Left, K) else Insert(T^.Right, K);
end;
procedure Walk(T: PTree);
begin
  if T <> nil then begin Walk(T^.Left); Write(T^.Key, ' '); Walk(T^.Right); Dispose(T) end;
end;
begin
  Head := nil;
  for I := 1 to 5 do begin New(N); N^.Value := I; N^.Next := Head; Head := N end;
  while Head <> nil do begin Write(Head^.Value); N := Head; Head := Head^.Next; Dispose(N) end;
  WriteLn; T := nil;
  for I := 1 to 20 do Insert(T, (I * 37) mod 23);
  Walk(T); WriteLn;
  GetMem(P, 40); for I := 0 to 9 do P[I] := I; Inc(P, 3); WriteLn(P^, (P + 2)^, P[-1]); Dec(P, 3);
  W := PWord(P); WriteLn(W[4], MemSize(P) >= 40); ReAllocMem(P, 400); WriteLn(P[9]); FreeMem(P);
  Proc := nil; U := @Proc; WriteLn(Assigned(Proc), U = nil, PtrUInt(nil));
  U := AllocMem(100); WriteLn(PByte(U)[99]); FreeMem(U);
end.
