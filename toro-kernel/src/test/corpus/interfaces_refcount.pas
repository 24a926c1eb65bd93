{ SPDX-License-Identifier: Apache-2.0 }
program interfaces_refcount;
{$mode objfpc}{$H+}
type
  IThing = interface
    function Name: string;
  end;
  TThing = class(TInterfacedObject, IThing)
    FName: string;
    constructor Create(const N: string);
    destructor Destroy; override;
    function Name: string;
  end;
constructor TThing.Create(const N: string);
begin
  FName := N;
end;
destructor TThing.Destroy;
begin
  Write('~', FName, ' '); inherited;
end;
function TThing.Name: string;
begin
  Result := FName;
end;
function Make(const N: string): IThing;
begin
  Result := TThing.Create(N);
end;
procedure Take(T: IThing);
begin
  Write('[', T.Name, ']');
end;
var
  A: array of IThing; R: record I: IThing end; T: IThing; O: TThing;
begin
  T := Make('a'); Take(T); Take(Make('temp')); T := Make('b'); WriteLn;
  SetLength(A, 3); A[0] := T; A[1] := Make('c'); A[2] := A[1]; SetLength(A, 1); WriteLn('shrunk'); R.I := T; T := nil; A := nil; WriteLn('still ', R.I.Name); R.I := nil; WriteLn;
  O := TThing.Create('o'); T := O; WriteLn(O.RefCount); T := nil; WriteLn('end');
end.
