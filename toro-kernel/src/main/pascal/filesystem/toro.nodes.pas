{ SPDX-License-Identifier: Apache-2.0 }
{ Nodes in memory: one record for each file that somebody holds, found by volume and number.

  Called by: filesystems and the path walk.
  Touches: memory.

  A node is in memory while it is held. When the last holder lets go, its attributes go to the
  volume's buffers; when no name leads to it any more, what it occupies is freed. }
unit Toro.Nodes;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

{ The node of that number, held once more; reads it when nobody holds it yet. }
function HoldNode(Volume: PVolume; Number: QWord; out Node: PNode): LongInt;

{ A node that has just been made: held once, zero but for its volume, number and times. }
function FreshNode(Volume: PVolume; Number: QWord; out Node: PNode): LongInt;

{ One holder more, one holder less. nil is allowed. }
function HoldAgain(Node: PNode): PNode;
procedure LetGo(Node: PNode);

{ The node if somebody holds it, else nil; not held by this. }
function FindNode(Volume: PVolume; Number: QWord): PNode;

{ Gives a node a number that its filesystem prefers by now. }
procedure RenumberNode(Node: PNode; Number: QWord);

{ Stores the attributes of every changed node of the volume. }
function StoreNodes(Volume: PVolume): LongInt;

{ Frees what nodes without a name occupy although they are held: the volume's end is near. }
procedure DiscardNameless(Volume: PVolume);

implementation

uses
  Toro.Errors, Toro.FileMemory;

const
  BucketCount = 64;

var
  Buckets: array[0..BucketCount - 1] of PNode;

function BucketOf(Volume: PVolume; Number: QWord): LongInt; inline;
begin
  Result := (Number + Volume^.Id * 29) and (BucketCount - 1);
end;

function FindNode(Volume: PVolume; Number: QWord): PNode;
begin
  Result := Buckets[BucketOf(Volume, Number)];
  while (Result <> nil) and ((Result^.Number <> Number) or (Result^.Volume <> Volume)) do
    Result := Result^.HashNext;
end;

procedure EnterBucket(Node: PNode);
var
  Bucket: LongInt;
begin
  Bucket := BucketOf(Node^.Volume, Node^.Number);
  Node^.HashNext := Buckets[Bucket];
  Buckets[Bucket] := Node;
end;

procedure LeaveBucket(Node: PNode);
var
  Link: ^PNode;
begin
  Link := @Buckets[BucketOf(Node^.Volume, Node^.Number)];
  while Link^ <> Node do
    Link := @Link^^.HashNext;
  Link^ := Node^.HashNext;
end;

procedure RenumberNode(Node: PNode; Number: QWord);
begin
  LeaveBucket(Node);
  Node^.Number := Number;
  EnterBucket(Node);
end;

function TakeNode(Volume: PVolume; Number: QWord): PNode;
begin
  Result := TakeMemory(SizeOf(TNode));
  if Result = nil then
    Exit;
  Result^.Volume := Volume;
  Result^.Number := Number;
  Result^.References := 1;
  Result^.Next := Volume^.Nodes;
  if Volume^.Nodes <> nil then
    Volume^.Nodes^.Previous := Result;
  Volume^.Nodes := Result;
  EnterBucket(Result);
end;

procedure ReturnNode(Node: PNode);
begin
  LeaveBucket(Node);
  if Node^.Previous = nil then
    Node^.Volume^.Nodes := Node^.Next
  else
    Node^.Previous^.Next := Node^.Next;
  if Node^.Next <> nil then
    Node^.Next^.Previous := Node^.Previous;
  ReturnMemory(Node, SizeOf(TNode));
end;

function HoldNode(Volume: PVolume; Number: QWord; out Node: PNode): LongInt;
begin
  Node := FindNode(Volume, Number);
  if Node <> nil then
  begin
    Inc(Node^.References);
    Exit(0);
  end;
  Node := TakeNode(Volume, Number);
  if Node = nil then
    Exit(-ENOMEM);
  Result := Volume^.Operations^.Load(Node);
  if Result <> 0 then
  begin
    ReturnNode(Node);
    Node := nil;
  end;
end;

function FreshNode(Volume: PVolume; Number: QWord; out Node: PNode): LongInt;
begin
  Node := TakeNode(Volume, Number);
  if Node = nil then
    Exit(-ENOMEM);
  ModifyNode(Node);
  Node^.AccessNs := Node^.ModifyNs;
  Result := 0;
end;

function HoldAgain(Node: PNode): PNode;
begin
  if Node <> nil then
    Inc(Node^.References);
  Result := Node;
end;

procedure LetGo(Node: PNode);
var
  Status: LongInt;
begin
  if Node = nil then
    Exit;
  if Node^.References > 1 then
  begin
    Dec(Node^.References);
    Exit;
  end;
  Status := 0;
  if Node^.Links = 0 then
    Status := Node^.Volume^.Operations^.Discard(Node)
  else if Node^.Dirty then
    Status := Node^.Volume^.Operations^.Store(Node);
  if Status <> 0 then
    Node^.Volume^.Error := Status;
  if Node^.Volume^.Operations^.Forget <> nil then
    Node^.Volume^.Operations^.Forget(Node);
  ReturnNode(Node);
end;

function StoreNodes(Volume: PVolume): LongInt;
var
  Node: PNode;
  Status: LongInt;
begin
  Result := 0;
  Node := Volume^.Nodes;
  while Node <> nil do
  begin
    if Node^.Dirty then
    begin
      Status := Volume^.Operations^.Store(Node);
      if Status <> 0 then
        Result := Status;
    end;
    Node := Node^.Next;
  end;
end;

procedure DiscardNameless(Volume: PVolume);
var
  Node: PNode;
begin
  Node := Volume^.Nodes;
  while Node <> nil do
  begin
    if Node^.Links = 0 then
      Volume^.Operations^.Discard(Node);
    Node := Node^.Next;
  end;
end;

end.
