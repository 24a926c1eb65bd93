{ SPDX-License-Identifier: Apache-2.0 }
{ Page tables (Intel SDM 3, 4.5). The stub has mapped 0..4 GiB, without execution but for the image's text;
  here the image gets its permissions page by page, memory above 4 GiB is mapped, and others map or
  protect single pages: stacks, guards, mprotect, devices. }
unit Toro.Paging;

{$mode objfpc}

interface

uses
  Toro.BootAbi;

const
  PagePresent = QWord(1);
  PageWritable = QWord(2);
  PageWriteThrough = QWord(8);
  PageUncached = QWord($10);
  PageNoExecute = QWord(1) shl 63;
  { Ordinary data }
  DataFlags = PagePresent or PageWritable or PageNoExecute;
  DeviceFlags = DataFlags or PageWriteThrough or PageUncached;

  { Where stacks live: page map entry 1, outside the identity map. Not for DMA. }
  StackArea = PtrUInt(1) shl 39;
  { Top of the first stack, at the end of a large page }
  MainStackHigh = StackArea + 16 * 1024 * 1024;

{ Permissions of the image; no execution elsewhere. }
procedure InitPaging;
{ Maps the large pages of First..Last (identity). }
procedure MapHighMemory(First, Last: PtrUInt);
{ Maps the registers of a device, uncached, wherever they are. False: no memory for tables. }
function MapDeviceMemory(Address, Size: PtrUInt): Boolean;
{ Sets the flags of identity-mapped pages; Flags = 0 makes them absent. False: no memory. }
function ProtectPages(Address, Count: PtrUInt; Flags: QWord): Boolean;
{ Gives pages that ProtectPages changed their ordinary flags back; costs nothing where none was. }
procedure RestorePages(Address, Count: PtrUInt);
{ Maps one page. }
function MapPage(Virtual, Physical: PtrUInt; Flags: QWord): Boolean;
{ Unmaps one page and answers its physical address, 0 when it was not mapped. }
function UnmapPage(Virtual: PtrUInt): PtrUInt;
{ The physical address, 0 when not mapped }
function PhysicalAddress(Virtual: PtrUInt): PtrUInt;

implementation

uses
  Toro.Cpu, Toro.Pages;

const
  LargePage = QWord($80);
  AddressMask = QWord($000FFFFFFFFFF000);
  FlagMask = not AddressMask;
  { Upper levels allow everything: the last level decides. }
  TableFlags = PagePresent or PageWritable;
  FourGiB = QWord(1) shl 32;
  FirstStackPages = 2;
  MainStackTable = (MainStackHigh - 1) shr 21 and 511;
  MainStackLastEntry = (MainStackHigh - 1) shr 12 and 511;

type
  PTable = ^TTable;
  TTable = array[0..511] of QWord;

var
  PageMap: TTable; external name 'toro_page_map';
  { Of the first 2 MiB }
  FirstPages: TTable; external name 'toro_page_table';
  StackTables: array[0..2] of TTable; external name 'toro_stack_tables';
  { The first part of the main stack }
  FirstStack: array[0..FirstStackPages - 1] of TTable; external name 'toro_first_stack';

var
  { Held while the tables are walked and changed }
  Lock: TSpinLock;

function NewTable: PTable;
begin
  Result := PTable(AllocateLastPage);
  if Result <> nil then
    ZeroLines(Result, PageSize);
end;

{ The table that Entry points to; a missing one is made, a large page is split. }
function TableAt(var Entry: QWord): PTable;
var
  Index: LongInt;
  Page: QWord;
begin
  if Entry and (PagePresent or LargePage) = PagePresent then
    Exit(PTable(Entry and AddressMask));
  Result := NewTable;
  if Result = nil then
    Exit;
  if Entry and PagePresent <> 0 then
  begin
    Page := Entry and not LargePage;
    for Index := 0 to 511 do
    begin
      Result^[Index] := Page;
      Inc(Page, PageSize);
    end;
  end;
  Entry := PtrUInt(Result) or TableFlags;
end;

function DirectoryEntry(Virtual: PtrUInt): PQWord;
var
  Table: PTable;
begin
  Result := nil;
  Table := TableAt(PageMap[Virtual shr 39 and 511]);
  if Table = nil then
    Exit;
  Table := TableAt(Table^[Virtual shr 30 and 511]);
  if Table <> nil then
    Result := @Table^[Virtual shr 21 and 511];
end;

function PageEntry(Virtual: PtrUInt): PQWord;
var
  Table: PTable;
  Entry: PQWord;
begin
  Result := nil;
  Entry := DirectoryEntry(Virtual);
  if Entry = nil then
    Exit;
  Table := TableAt(Entry^);
  if Table <> nil then
    Result := @Table^[Virtual shr 12 and 511];
end;

{ Without making anything: the last-level entry, nil where nothing or a large page is mapped. }
function ExistingPageEntry(Virtual: PtrUInt): PQWord;
var
  Table: PTable;
  Entry: QWord;
  Shift: LongInt;
begin
  Table := @PageMap;
  Shift := 39;
  while Shift > 12 do
  begin
    Entry := Table^[Virtual shr Shift and 511];
    if Entry and (PagePresent or LargePage) <> PagePresent then
      Exit(nil);
    Table := PTable(Entry and AddressMask);
    Dec(Shift, 9);
  end;
  Result := @Table^[Virtual shr 12 and 511];
end;

function PhysicalAddress(Virtual: PtrUInt): PtrUInt;
var
  Entry: PQWord;
begin
  if Virtual < StackArea then
    Exit(Virtual);
  Entry := ExistingPageEntry(Virtual);
  Result := 0;
  if (Entry <> nil) and (Entry^ and PagePresent <> 0) then
    Result := Entry^ and AddressMask or Virtual and (PageSize - 1);
end;

function MapPage(Virtual, Physical: PtrUInt; Flags: QWord): Boolean;
var
  Entry: PQWord;
begin
  AcquireSpinLock(Lock);
  Entry := PageEntry(Virtual);
  Result := Entry <> nil;
  if Result then
    Entry^ := Physical or Flags;
  ReleaseSpinLock(Lock);
  FlushPage(Virtual);
end;

function UnmapPage(Virtual: PtrUInt): PtrUInt;
var
  Entry: PQWord;
begin
  Entry := ExistingPageEntry(Virtual);
  Result := 0;
  if (Entry = nil) or (Entry^ and PagePresent = 0) then
    Exit;
  Result := Entry^ and AddressMask;
  Entry^ := 0;
  FlushPage(Virtual);
end;

function ProtectPages(Address, Count: PtrUInt; Flags: QWord): Boolean;
var
  Entry, Finish: PQWord;
begin
  Result := True;
  AcquireSpinLock(Lock);
  while Count > 0 do
  begin
    Entry := PageEntry(Address);
    if Entry = nil then
    begin
      Result := False;
      Break;
    end;
    { As far as this table reaches }
    Finish := Pointer((PtrUInt(Entry) or (PageSize - 1)) + 1);
    while (Count > 0) and (Entry < Finish) do
    begin
      Entry^ := Address or Flags;
      Inc(Address, PageSize);
      Inc(Entry);
      Dec(Count);
    end;
  end;
  ReleaseSpinLock(Lock);
  FlushAllPages;
end;

procedure RestorePages(Address, Count: PtrUInt);
var
  Entry: PQWord;
begin
  while Count > 0 do
  begin
    Entry := ExistingPageEntry(Address);
    if (Entry <> nil) and (Entry^ <> Address or DataFlags) then
    begin
      Entry^ := Address or DataFlags;
      FlushPage(Address);
    end;
    Inc(Address, PageSize);
    Dec(Count);
  end;
end;

procedure MapLargePages(First, Last: PtrUInt; Flags: QWord; out Done: Boolean);
var
  Entry: PQWord;
begin
  Done := False;
  First := First and not PtrUInt(LargePageSize - 1);
  while First < Last do
  begin
    Entry := DirectoryEntry(First);
    if Entry = nil then
      Exit;
    if Entry^ = 0 then
      Entry^ := First or LargePage or Flags;
    Inc(First, LargePageSize);
  end;
  Done := True;
end;

procedure MapHighMemory(First, Last: PtrUInt);
var
  Done: Boolean;
begin
  MapLargePages(First, Last, DataFlags, Done);
end;

function MapDeviceMemory(Address, Size: PtrUInt): Boolean;
var
  First, Last: PtrUInt;
begin
  if Address >= FourGiB then
  begin
    MapLargePages(Address, Address + Size, DeviceFlags, Result);
    Exit;
  end;
  First := Address and not PtrUInt(PageSize - 1);
  Last := (Address + Size + PageSize - 1) and not PtrUInt(PageSize - 1);
  Result := ProtectPages(First, (Last - First) div PageSize, DeviceFlags);
end;

{ Sets Flags over a part of the image; both ends are page aligned. Nearly all images lie in the first 2 MiB. }
procedure ProtectImage(First, Last: PtrUInt; Flags: QWord);
begin
  while (First < Last) and (First < LargePageSize) do
  begin
    FirstPages[First shr 12] := First or Flags;
    Inc(First, PageSize);
  end;
  if First < Last then
    ProtectPages(First, (Last - First) div PageSize, Flags);
end;

procedure InitPaging;
var
  Index: LongInt;
begin
  { The three tables of the first stacks, and the pages of the main one's top: a small program never faults for its
    stack. }
  PageMap[1] := PtrUInt(@StackTables[0]) or TableFlags;
  StackTables[0, 0] := PtrUInt(@StackTables[1]) or TableFlags;
  StackTables[1, MainStackTable] := PtrUInt(@StackTables[2]) or TableFlags;
  for Index := 0 to FirstStackPages - 1 do
    StackTables[2, MainStackLastEntry - Index] := PtrUInt(@FirstStack[Index]) or DataFlags;
  { The stub has made everything writable, and nothing but the image's text executable. }
  ProtectImage(PtrUInt(@ImageStart), PtrUInt(@TextEnd), PagePresent);
  ProtectImage(PtrUInt(@RodataStart), PtrUInt(@RodataEnd), PagePresent or PageNoExecute);
  FlushAllPages;
end;

end.
