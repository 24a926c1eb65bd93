{ SPDX-License-Identifier: Apache-2.0 }
{ The interrupt descriptor table (Intel SDM 3, 6.14), one for all cores. Toro.Traps fills the exceptions,
  the interrupt controllers' units the rest. }
unit Toro.Gates;

{$mode objfpc}
{$asmmode intel}

interface

{ Vector enters at Handler, on the given entry of the interrupt stack table (Toro.Cores; 0: the running
  stack), interrupts off. }
procedure SetGate(Vector: Byte; Handler: Pointer; StackIndex: Byte);
{ This core uses the table from now on. }
procedure LoadGates;

implementation

uses
  Toro.BootAbi;

const
  VectorCount = 256;
  { Present, interrupt gate, ring 0 (SDM 3, 6.14.1) }
  InterruptGate = $8E;

type
  TGate = packed record
    Offset0, Selector: Word;
    StackIndex, Kind: Byte;
    Offset1: Word;
    Offset2, Reserved: LongWord;
  end;

var
  Gates: array[0..VectorCount - 1] of TGate;

procedure SetGate(Vector: Byte; Handler: Pointer; StackIndex: Byte);
var
  Gate: ^TGate;
begin
  Gate := @Gates[Vector];
  Gate^.Offset0 := Word(PtrUInt(Handler));
  Gate^.Offset1 := Word(PtrUInt(Handler) shr 16);
  Gate^.Offset2 := PtrUInt(Handler) shr 32;
  Gate^.Selector := CodeSelector;
  Gate^.StackIndex := StackIndex;
  Gate^.Kind := InterruptGate;
end;

procedure LoadTable(Table: Pointer); assembler; nostackframe;
asm
  lidt [rdi]
end;

procedure LoadGates;
var
  Table: packed record
    Limit: Word;
    Base: QWord;
  end;
begin
  Table.Limit := SizeOf(Gates) - 1;
  Table.Base := PtrUInt(@Gates);
  LoadTable(@Table);
end;

end.
