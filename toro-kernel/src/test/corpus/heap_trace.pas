{ SPDX-License-Identifier: Apache-2.0 }
{ HeapTrc sees the blocks of the program and no others, whatever kernel units are named. }
program heap_trace;

{$mode objfpc}{$H+}

uses
  HeapTrc;

type
  TNode = class
    Next: TNode;
    Text: string;
  end;

var
  List, Node: TNode;
  I: Integer;
begin
  List := nil;
  for I := 1 to 20 do
  begin
    Node := TNode.Create;
    Str(I * I, Node.Text);
    Node.Next := List;
    List := Node;
  end;
  WriteLn(GetHeapStatus.TotalAllocated, ' ', GetFPCHeapStatus.CurrHeapUsed, ' ', MemSize(List));
  { The last one stays, and is reported. }
  while List.Next <> nil do
  begin
    Node := List.Next;
    List.Free;
    List := Node;
  end;
end.
