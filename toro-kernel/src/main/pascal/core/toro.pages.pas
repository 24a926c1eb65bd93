{ SPDX-License-Identifier: Apache-2.0 }
{ The page allocator: hands out runs of 4 KiB pages from the RAM of the memory map, from the start of the lowest
  run that is long enough, so that memory in use before is used again before other memory. Virtual and physical
  addresses are the same. Free runs are nodes of a treap ordered by address (Aragon and Seidel), kept in
  the free memory itself, so that it needs no table and every operation is logarithmic. Called by
  Toro.Paging, Toro.Regions, the heap and the drivers; any core may call it, no interrupt handler may. }
unit Toro.Pages;

{$mode objfpc}
{$asmmode intel}

interface

uses
  Toro.BootAbi;

{ Address of Count contiguous pages, lowest run first; 0 when there is none. Not zeroed. }
function AllocatePages(Count: PtrUInt): PtrUInt;
{ One page for a stack or a page table: those have the last pages for themselves, so that a program can
  still handle the error when memory is used up. }
function AllocateLastPage: PtrUInt;
{ False, and nothing changes, when the run is not RAM or is partly free already. }
function FreePages(Address, Count: PtrUInt): Boolean;

type
  { Maps memory above 4 GiB before it is used }
  TMapMemory = procedure(First, Last: PtrUInt);

procedure InitPages(Info: PBootInfo; MapMemory: TMapMemory);

var
  { Pages of RAM handed to the allocator, and those of them that are free }
  TotalPages, AvailablePages: PtrUInt;

implementation

uses
  Toro.Cpu;

const
  { RAM below 1 MiB, without the first 64 KiB: firmware may have its data there, and cores start in it (Toro.Smp). }
  LowestUsed = $10000;
  OneMiB = $100000;
  FourGiB = QWord(1) shl 32;
  { PML4 entry 0: identity addresses }
  HighestUsed = QWord(512) shl 30;
  MaxRanges = 64;
  { For stacks and page tables }
  LastPages = 32;

type
  PRun = ^TRun;
  { Stored in the first bytes of the free run; the address is the key. }
  TRun = record
    Left, Right: PRun;
    Pages: PtrUInt;
    { The longest run of this subtree }
    Longest: PtrUInt;
    { No node has a greater one below it. }
    Priority: PtrUInt;
  end;

  TRange = record
    First, Last: PtrUInt;
  end;

var
  Root: PRun;
  Lock: TSpinLock;
  { RAM as handed out, to recognise wrong addresses in FreePages }
  Ranges: array[0..MaxRanges - 1] of TRange;
  RangeCount: LongInt;
  { The end of the last of them }
  Highest: PtrUInt;
  MapRange: TMapMemory;

{ ---- The treap ---- }

{ A well mixed function of the address is as good as a random number. }
function PriorityOf(Run: PRun): PtrUInt; inline;
begin
  Result := (PtrUInt(Run) shr 12) * PtrUInt($9E3779B97F4A7C15);
end;

procedure Update(Run: PRun);
begin
  Run^.Longest := Run^.Pages;
  if (Run^.Left <> nil) and (Run^.Left^.Longest > Run^.Longest) then
    Run^.Longest := Run^.Left^.Longest;
  if (Run^.Right <> nil) and (Run^.Right^.Longest > Run^.Longest) then
    Run^.Longest := Run^.Right^.Longest;
end;

function Merge(Lower, Upper: PRun): PRun;
begin
  if Lower = nil then
    Exit(Upper);
  if Upper = nil then
    Exit(Lower);
  if Lower^.Priority > Upper^.Priority then
  begin
    Lower^.Right := Merge(Lower^.Right, Upper);
    Result := Lower;
  end
  else
  begin
    Upper^.Left := Merge(Lower, Upper^.Left);
    Result := Upper;
  end;
  Update(Result);
end;

{ Lower gets what lies below Address. }
procedure Split(Run: PRun; Address: PtrUInt; out Lower, Upper: PRun);
var
  Part: PRun;
begin
  Lower := nil;
  Upper := nil;
  if Run = nil then
    Exit;
  if PtrUInt(Run) < Address then
  begin
    Split(Run^.Right, Address, Part, Upper);
    Run^.Right := Part;
    Lower := Run;
  end
  else
  begin
    Split(Run^.Left, Address, Lower, Part);
    Run^.Left := Part;
    Upper := Run;
  end;
  Update(Run);
end;

{ Takes Count pages off the start of the lowest run that has them; Run^.Longest >= Count. }
function Take(var Run: PRun; Count: PtrUInt): PtrUInt;
var
  Rest: PRun;
begin
  if (Run^.Left <> nil) and (Run^.Left^.Longest >= Count) then
    Result := Take(Run^.Left, Count)
  else if Run^.Pages >= Count then
  begin
    Result := PtrUInt(Run);
    if Run^.Pages = Count then
    begin
      Run := Merge(Run^.Left, Run^.Right);
      Exit;
    end;
    { What is left keeps its place in the tree. }
    Rest := PRun(Result + Count * PageSize);
    Rest^ := Run^;
    Dec(Rest^.Pages, Count);
    Run := Rest;
  end
  else
    Result := Take(Run^.Right, Count);
  Update(Run);
end;

{ The last run of a subtree, or nil }
function LastOf(Run: PRun): PRun;
begin
  Result := Run;
  if Result <> nil then
    while Result^.Right <> nil do
      Result := Result^.Right;
end;

function FirstOf(Run: PRun): PRun;
begin
  Result := Run;
  if Result <> nil then
    while Result^.Left <> nil do
      Result := Result^.Left;
end;

{ Puts a run back and joins it with its neighbours. False when it overlaps a free run. }
function Give(Address, Count: PtrUInt): Boolean;
var
  Lower, Upper, Before, After, Rest, Run: PRun;
  Finish: PtrUInt;
begin
  Finish := Address + Count * PageSize;
  Split(Root, Address, Lower, Upper);
  Before := LastOf(Lower);
  After := FirstOf(Upper);
  Result := ((Before = nil) or (PtrUInt(Before) + Before^.Pages * PageSize <= Address)) and
    ((After = nil) or (PtrUInt(After) >= Finish));
  if Result then
  begin
    if PtrUInt(After) = Finish then
    begin
      Split(Upper, Finish + 1, Rest, Upper);
      Inc(Count, After^.Pages);
    end;
    Run := PRun(Address);
    if (Before <> nil) and (PtrUInt(Before) + Before^.Pages * PageSize = Address) then
    begin
      Split(Lower, PtrUInt(Before), Lower, Rest);
      Run := Before;
      Inc(Count, Before^.Pages);
    end;
    Run^.Left := nil;
    Run^.Right := nil;
    Run^.Pages := Count;
    Run^.Longest := Count;
    Run^.Priority := PriorityOf(Run);
    Lower := Merge(Lower, Run);
  end;
  Root := Merge(Lower, Upper);
end;

{ ---- Interface ---- }

{ Stacks grow by page faults, which need pages: nothing may fault while the lock is held. Deeper than a treap of a
  hundred thousand runs reaches, and not so deep that every program's first stack, of two pages, would have to grow. }
procedure TouchStack; assembler; nostackframe;
asm
  mov rdx, rsp
  test [rdx - 4096], eax
  test [rdx - 5120], eax
end;

{ Count pages, of which Kept must be left afterwards }
function AllocateKeeping(Count, Kept: PtrUInt): PtrUInt;
var
  WereEnabled: Boolean;
begin
  TouchStack;
  WereEnabled := DisableInterrupts;
  AcquireSpinLock(Lock);
  Result := 0;
  if (Count <> 0) and (Root <> nil) and (Root^.Longest >= Count) and
    (AvailablePages >= Count + Kept) then
    Result := Take(Root, Count);
  if Result <> 0 then
    Dec(AvailablePages, Count);
  ReleaseSpinLock(Lock);
  RestoreInterrupts(WereEnabled);
end;

function AllocatePages(Count: PtrUInt): PtrUInt;
begin
  Result := AllocateKeeping(Count, LastPages);
end;

function AllocateLastPage: PtrUInt;
begin
  Result := AllocateKeeping(1, 0);
end;

function IsRam(Address, Count: PtrUInt): Boolean;
var
  Index: LongInt;
begin
  for Index := 0 to RangeCount - 1 do
    if (Address >= Ranges[Index].First) and (Address < Ranges[Index].Last) then
      Exit(Count <= (Ranges[Index].Last - Address) div PageSize);
  Result := False;
end;

function FreePages(Address, Count: PtrUInt): Boolean;
var
  WereEnabled: Boolean;
begin
  if (Count = 0) or (Address mod PageSize <> 0) or not IsRam(Address, Count) then
    Exit(False);
  TouchStack;
  WereEnabled := DisableInterrupts;
  AcquireSpinLock(Lock);
  Result := Give(Address, Count);
  if Result then
    Inc(AvailablePages, Count);
  ReleaseSpinLock(Lock);
  RestoreInterrupts(WereEnabled);
end;

{ ---- Start ---- }

{ The same as Give for a run that is the last of all and touches none. }
procedure Append(Run: PRun; Count: PtrUInt); inline;
var
  Link: ^PRun;
begin
  Run^.Left := nil;
  Run^.Right := nil;
  Run^.Pages := Count;
  Run^.Longest := Count;
  Run^.Priority := PriorityOf(Run);
  Link := @Root;
  while Link^ <> nil do
  begin
    if Link^^.Longest < Count then
      Link^^.Longest := Count;
    if Link^^.Priority < Run^.Priority then
      Run^.Priority := Link^^.Priority;
    Link := @Link^^.Right;
  end;
  Link^ := Run;
end;

procedure AddRange(First, Last: PtrUInt);
var
  Pages: PtrUInt;
begin
  First := (First + PageSize - 1) and not PtrUInt(PageSize - 1);
  Last := Last and not PtrUInt(PageSize - 1);
  if (First >= Last) or (RangeCount = MaxRanges) then
    Exit;
  if Last > FourGiB then
    MapRange(First, Last);
  Ranges[RangeCount].First := First;
  Ranges[RangeCount].Last := Last;
  Inc(RangeCount);
  Pages := (Last - First) div PageSize;
  Inc(TotalPages, Pages);
  Inc(AvailablePages, Pages);
  { Memory maps are in order, but need not be. }
  if First > Highest then
    Append(PRun(First), Pages)
  else
    Give(First, Pages);
  if Last > Highest then
    Highest := Last;
end;

{ Adds the part of Range between Lowest and Highest, without the modules in it. }
procedure AddUnused(Info: PBootInfo; Range: PMemoryRange; Lowest, Highest: PtrUInt);
var
  Start, Finish, Index: PtrUInt;
  Module: PBootModule;
begin
  Start := Range^.Base;
  Finish := Start + Range^.Length;
  if Start < Lowest then
    Start := Lowest;
  if Finish > Highest then
    Finish := Highest;
  for Index := 1 to Info^.ModuleCount do
  begin
    Module := @Info^.Modules[Index - 1];
    if (Module^.Start >= Finish) or (Module^.Finish <= Start) then
      Continue;
    { What is before the module goes through the other modules, this loop goes on behind it. }
    if Module^.Start > Start then
      AddUnused(Info, Range, Start, Module^.Start);
    Start := Module^.Finish;
  end;
  if Start < Finish then
    AddRange(Start, Finish);
end;

{ The RAM between Lowest and Highest }
procedure AddPart(Info: PBootInfo; Lowest, Highest: PtrUInt);
var
  Index: LongInt;
  Range: PMemoryRange;
begin
  for Index := 0 to LongInt(Info^.MemoryRangeCount) - 1 do
  begin
    Range := @Info^.MemoryRanges[Index];
    if Range^.Kind = MemoryRam then
      AddUnused(Info, Range, Lowest, Highest);
  end;
end;

procedure InitPages(Info: PBootInfo; MapMemory: TMapMemory);
begin
  MapRange := MapMemory;
  { Small appliances then live in their first two MiB, which a VMM's host may have given them as one page. }
  AddPart(Info, LowestUsed, OneMiB);
  { What the first map covers comes before the rest: it holds the tables for that. }
  AddPart(Info, PtrUInt(@ImageEnd), FourGiB);
  AddPart(Info, FourGiB, HighestUsed);
end;

end.
