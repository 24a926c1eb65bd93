{ SPDX-License-Identifier: Apache-2.0 }
{ Data on the stack and on the heap is no code: jumping there is an access violation. }
program faults_code_on_stack;

{$mode objfpc}

uses
  SysUtils;

const
  ReturnInstruction = $C3;

procedure Run(Code: Pointer);
begin
  try
    TProcedure(Code)();
    WriteLn('ran');
  except
    on E: Exception do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
end;

procedure OnTheStack;
var
  Code: array[0..15] of Byte;
begin
  Code[0] := ReturnInstruction;
  Run(@Code);
end;

var
  Variable: array[0..15] of Byte;
  Block: PByte;
begin
  OnTheStack;
  Variable[0] := ReturnInstruction;
  Run(@Variable);
  GetMem(Block, 16);
  Block^ := ReturnInstruction;
  Run(Block);
  FreeMem(Block);
end.
