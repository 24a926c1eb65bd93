{ SPDX-License-Identifier: Apache-2.0 }
program lists_collections;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes;
type
  TItem = class(TCollectionItem)
  private
    FN: Integer;
  published
    property N: Integer read FN write FN;
  end;
  TComp = class(TComponent)
  public
    destructor Destroy; override;
  end;
destructor TComp.Destroy;
begin
  WriteLn('free ', Name); inherited;
end;
function Cmp(A, B: Pointer): Integer;
begin
  Result := PtrInt(A) - PtrInt(B);
end;
var
  C: TCollection; L: TList; B: TBits; O, P: TComp; I: Integer; T: TThreadList;
begin
  C := TCollection.Create(TItem); for I := 1 to 5 do TItem(C.Add).N := I * 3; TItem(C.Items[1]).Index := 3; for I := 0 to 4 do Write(TItem(C.Items[I]).N, TItem(C.Items[I]).ID, ' '); C.Delete(0); WriteLn(C.Count); C.Free;
  L := TList.Create; for I := 1 to 9 do L.Add(Pointer(PtrInt(I * 5 mod 9))); L.Sort(@Cmp); for I := 0 to 8 do Write(PtrInt(L[I]), ' '); L.Pack; L.Remove(Pointer(3)); WriteLn(L.Count, L.IndexOf(Pointer(8))); try L[50] := nil except on E: EListError do WriteLn(E.Message) end; L.Free;
  B := TBits.Create(40); B[3] := True; B[39] := True; WriteLn(B.FindFirstBit(True), B.OpenBit, B.Size); B.Free;
  O := TComp.Create(nil); O.Name := 'Owner'; P := TComp.Create(O); P.Name := 'Part'; P.Tag := 4; WriteLn(O.ComponentCount, O.FindComponent('part').Tag, P.Owner = O); try P.Name := '1bad' except on E: EComponentError do WriteLn(E.Message) end; O.Free;
  T := TThreadList.Create; T.Add(T); WriteLn(T.LockList.Count); T.UnlockList; T.Free;
end.
