{ SPDX-License-Identifier: Apache-2.0 }
program lang_object_types;
type
  PAnimal = ^TAnimal;
  TAnimal = object
    Name: string[10];
    constructor Init(N: string);
    destructor Done; virtual;
    procedure Talk; virtual;
    procedure Twice;
  end;
  TCat = object(TAnimal)
    Lives: Byte;
    constructor Init(N: string; L: Byte);
    procedure Talk; virtual;
  end;
constructor TAnimal.Init(N: string);
begin
  Name := N;
end;
destructor TAnimal.Done;
begin
  WriteLn('done ', Name);
end;
procedure TAnimal.Talk;
begin
  WriteLn('...');
end;
procedure TAnimal.Twice;
begin
  Talk; Self.Talk;
end;
constructor TCat.Init(N: string; L: Byte);
begin
  inherited Init(N); Lives := L;
  if L = 0 then Fail;
end;
procedure TCat.Talk;
begin
  WriteLn(Name, ' meow ', Lives); inherited Talk;
end;
var
  P: PAnimal; C: TCat; Q: ^TCat;
begin
  P := New(PAnimal, Init('generic')); P^.Twice; Dispose(P, Done);
  C.Init('tom', 9); C.Twice; P := @C; P^.Talk; C.Done;
  New(Q, Init('none', 0)); WriteLn(Q = nil, SizeOf(TCat) > SizeOf(TAnimal), TypeOf(C) = TypeOf(TCat));
end.
