{ SPDX-License-Identifier: Apache-2.0 }
{ Stacks take memory as they are used: a stack is a range of addresses whose pages appear at the first
  touch. Called by the page-fault handler, the signals and whoever makes a stack. }
unit Toro.Stacks;

{$mode objfpc}

interface

{ Maps the pages of First..Last that are not mapped yet. False: a part is beyond the running stack, or
  memory is used up. }
function GrowStack(First, Last: PtrUInt): Boolean;
{ Maps the pages of any stack; False: memory is used up. }
function MapStack(First, Last: PtrUInt): Boolean;

implementation

uses
  Toro.BootAbi, Toro.Cores, Toro.Cpu, Toro.Pages, Toro.Paging;

function MapStack(First, Last: PtrUInt): Boolean;
var
  Page: PtrUInt;
begin
  Result := False;
  First := First and not PtrUInt(PageSize - 1);
  while First < Last do
  begin
    if PhysicalAddress(First) = 0 then
    begin
      Page := AllocateLastPage;
      if Page = 0 then
        Exit;
      ZeroLines(Pointer(Page), PageSize);
      if not MapPage(First, Page, DataFlags) then
        Exit;
    end;
    Inc(First, PageSize);
  end;
  Result := True;
end;

function GrowStack(First, Last: PtrUInt): Boolean;
begin
  { A stack outside the stack area is mapped as a whole. }
  if ThisCore^.StackHigh = 0 then
    Exit(True);
  Result := (First >= ThisCore^.StackLow) and (Last <= ThisCore^.StackHigh) and
    MapStack(First, Last);
end;

end.
