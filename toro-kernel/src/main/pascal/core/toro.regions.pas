{ SPDX-License-Identifier: Apache-2.0 }
{ Memory for the run-time library: mmap, munmap, mprotect and their like over the page allocator. A region
  is contiguous and zero, as on Linux, but it takes its memory at once. }
unit Toro.Regions;

{$mode objfpc}

interface

{ mmap and munmap, which every program reaches }
function SysMmap(Address, Size, Protection, Flags, Number, Offset: Int64): Int64;
function SysMunmap(Address, Size, A3, A4, A5, A6: Int64): Int64;
function SysMprotect(Address, Size, Protection, A4, A5, A6: Int64): Int64;
procedure InitRegions;

implementation

uses
  Toro.BootAbi, Toro.Cpu, Toro.Errors, Toro.Pages, Toro.Paging,
  Toro.SystemCalls;

const
  CallMmap = 9;
  MapFixed = $10;
  MapAnonymous = $20;
  ProtectionRead = 1;
  ProtectionWrite = 2;
  ProtectionExecute = 4;
  Ordinary = ProtectionRead or ProtectionWrite;

var
  { Undoes mprotect; nil: no page has been protected }
  Restore: procedure(Address, Count: PtrUInt);
  { mprotect; nil: the program cannot reach it, nor ask mmap for anything but ordinary memory }
  Protect: TSystemCall;

function PageCount(Size: Int64): PtrUInt; inline;
begin
  Result := (PtrUInt(Size) + PageSize - 1) div PageSize;
end;

function FlagsOf(Protection: Int64): QWord;
begin
  Result := 0;
  if Protection and (ProtectionRead or ProtectionWrite or ProtectionExecute) = 0 then
    Exit;
  Result := PagePresent;
  if Protection and ProtectionWrite <> 0 then
    Result := Result or PageWritable;
  if Protection and ProtectionExecute = 0 then
    Result := Result or PageNoExecute;
end;

function SysMprotect(Address, Size, Protection, A4, A5, A6: Int64): Int64;
begin
  if Address and (PageSize - 1) <> 0 then
    Exit(-EINVAL);
  Restore := @RestorePages;
  Result := 0;
  if not ProtectPages(Address, PageCount(Size), FlagsOf(Protection)) then
    Result := -ENOMEM;
end;

function SysMmap(Address, Size, Protection, Flags, Number, Offset: Int64): Int64;
var
  Pages: PtrUInt;
begin
  if Size <= 0 then
    Exit(-EINVAL);
  if Flags and MapAnonymous = 0 then
    Exit(-ENODEV);
  if Flags and MapFixed <> 0 then
    Exit(-ENOMEM);
  Pages := PageCount(Size);
  Result := AllocatePages(Pages);
  if Result = 0 then
    Exit(-ENOMEM);
  ZeroLines(Pointer(Result), Pages * PageSize);
  if (Protection <> Ordinary) and (Protect <> nil) then
    Protect(Result, Size, Protection, 0, 0, 0);
end;

function SysMunmap(Address, Size, A3, A4, A5, A6: Int64): Int64;
begin
  if (Size <= 0) or (Address and (PageSize - 1) <> 0) then
    Exit(-EINVAL);
  if Restore <> nil then
    Restore(Address, PageCount(Size));
  FreePages(Address, PageCount(Size));
  { Linux takes a hole for a success too. }
  Result := 0;
end;

{ The break never moves: who asks for more falls back on mmap. }
function SysBrk(Address, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := PtrUInt(@ImageEnd);
end;

function SysMremap(Address, OldSize, NewSize, Flags, A5, A6: Int64): Int64;
const
  MayMove = 1;
begin
  if PageCount(NewSize) = PageCount(OldSize) then
    Exit(Address);
  if PageCount(NewSize) < PageCount(OldSize) then
  begin
    SysMunmap(Address + PageCount(NewSize) * PageSize,
      (PageCount(OldSize) - PageCount(NewSize)) * PageSize, 0, 0, 0, 0);
    Exit(Address);
  end;
  if Flags and MayMove = 0 then
    Exit(-ENOMEM);
  Result := SysMmap(0, NewSize, ProtectionRead or ProtectionWrite, MapAnonymous, -1, 0);
  if Result < 0 then
    Exit;
  Move(Pointer(Address)^, Pointer(Result)^, OldSize);
  SysMunmap(Address, OldSize, 0, 0, 0, 0);
end;

{ msync, mlock, munlock, madvise: memory is always there. }
function SysNothing(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := 0;
end;

{ Toro.FileRegions' }
function SysMapFile(Address, Size, Protection, Flags, Number, Offset: Int64): Int64; external name 'toro_map_file';

const
  { nil in the image of a program that does not call mmap itself (overrides.txt) }
  MapFile: TSystemCall = @SysMapFile;

procedure InitRegions;
const
  Calls: array[0..6] of TSystemCallEntry = (
    (Number: 10; Handler: @SysMprotect),
    (Number: 12; Handler: @SysBrk),
    (Number: 25; Handler: @SysMremap), (Number: 26; Handler: @SysNothing),
    (Number: 28; Handler: @SysNothing), (Number: 149; Handler: @SysNothing),
    (Number: 150; Handler: @SysNothing));
begin
  RegisterSystemCalls(Calls);
  Protect := @SysMprotect;
  if MapFile <> nil then
    RegisterSystemCall(CallMmap, MapFile);
end;

end.
