{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's hardware layer, as far as programs see it: the command line, clock, time-stamp counter,
  ends of the appliance, ports, PCI registers, and the string helpers that Toro's own System unit
  had.

  Called by: programs of the Toro interface.
  Touches: what the caller asks for; nothing runs when this unit is initialised. }
unit Arch;

{$mode objfpc}{$H+}
{$inline on}

interface

uses
  Toro.Calendar;

const
  MAX_CPU = 8;

type
  XChar = AnsiChar;
  PXChar = PAnsiChar;
  UInt32 = LongWord;
  UInt64 = QWord;
  PtrInt = System.PtrInt;
  PtrUInt = System.PtrUInt;
  DWORD = LongWord;
  QWORD = System.QWord;

  { Sec, Min, Hour, Day, Month, Year; UTC }
  TNow = TCalendarTime;
  PNow = ^TNow;

  PMemoryRegion = ^TMemoryRegion;
  TMemoryRegion = record
    Base: QWord;
    Length: QWord;
    Flag: LongWord; { kind, as in E820: 1 is RAM }
  end;

{ Cores of the machine, MAX_CPU at most; bytes of RAM; megahertz of the time-stamp counter }
function CPU_COUNT: LongInt;
function AvailableMemory: PtrUInt;
function LocalCpuSpeed: Int64;
{ When the appliance started }
function StartTime: TNow;

{ Halts this core until an interrupt. }
procedure hlt;
{ What follows the I-th blank of the command line, with all that comes behind it; an empty text when
  there are fewer. Words that are the kernel's own are not counted. }
function GetKernelParam(I: LongInt): PAnsiChar;

procedure Now(Data: PNow);
function SecondsBetween(const ANow, AThen: TNow): LongInt;
function read_rdtsc: Int64;
{ Waits without giving up the core: milliseconds, microseconds. }
procedure Delay(ms: LongInt);
procedure DelayMicro(microseg: LongInt);

{ Ends the appliance with exit code 0. }
procedure ShutdownInQemu;
{ Ends it with exit code 0 by resetting the machine. }
procedure Reboot;

function GetApicID: Byte;
{ Region ID (from 1) of the memory map; answers its length in bytes cut to a LongInt, 0: no more. }
function GetMemoryRegion(ID: LongInt; Buffer: PMemoryRegion): LongInt;
{ Handler is entered by the CPU itself, interrupts off, on the running stack. }
procedure CaptureInt(int: Byte; Handler: Pointer);
procedure CaptureException(Exception: Byte; Handler: Pointer);

function read_portb(Port: Word): Byte;
function read_portw(Port: Word): Word;
function read_portd(Port: Word): LongWord;
procedure write_portb(Data: Byte; Port: Word);
procedure write_portw(Data: Word; Port: Word);
procedure write_portd(Data: LongWord; Port: Word);

function PciReadDWORD(bus, device, func, regnum: UInt32): UInt32;
function PciReadWORD(bus, device, func, regnum: UInt32): Word;
procedure PciWriteWord(bus, device, func, regnum: UInt32; value: Word);

{ Bits of the number at Value, counted from the lowest }
procedure bit_set(Value: Pointer; Offset: QWord);
procedure bit_reset(Value: Pointer; Offset: QWord);
function bit_test(Value: Pointer; Offset: QWord): Boolean;

{ Toro's System unit }
function InttoStr(Value: PtrUInt; buff: PAnsiChar): PAnsiChar;
procedure StrConcat(left, right, dst: PAnsiChar);
function StrCmp(p1, p2: PAnsiChar; Len: LongInt): Boolean;

implementation

uses
  Toro.BootAbi, Toro.Clock, Toro.CoreCount, Toro.Cores, Toro.Cpu, Toro.Gates, Toro.Idle,
  Toro.Pages, Toro.PciConfig, Toro.Shutdown, Toro.Waiting;

const
  NsPerMicrosecond = 1000;
  NsPerSecond = 1000000000;

var
  CommandLine: AnsiString;
  MachineCores: LongInt;

function CPU_COUNT: LongInt;
begin
  if MachineCores = 0 then
    MachineCores := CountMachineCores;
  Result := MachineCores;
  if Result > MAX_CPU then
    Result := MAX_CPU;
end;

function AvailableMemory: PtrUInt;
begin
  Result := TotalPages * PageSize;
end;

function LocalCpuSpeed: Int64;
begin
  Result := TscKhz div 1000;
end;

{ The stub's first instruction has left its time; the clock counts from there. }
function StartTime: TNow;
var
  Seconds, Nanoseconds, AgeNs: Int64;
begin
  WallClock(Seconds, Nanoseconds);
  AgeNs := Int64(ReadTsc - BootInfo^.StubTsc) div (Int64(TscKhz) div 1000) * 1000;
  Result := CalendarOf((Seconds * NsPerSecond + Nanoseconds - AgeNs) div NsPerSecond);
end;

procedure hlt;
begin
  HaltCore(Forever);
end;

procedure ReadCommandLine;
var
  Index: LongInt;
begin
  CommandLine := ParamStr(0);
  for Index := 1 to ParamCount do
    CommandLine := CommandLine + ' ' + ParamStr(Index);
end;

function GetKernelParam(I: LongInt): PAnsiChar;
begin
  if CommandLine = '' then
    ReadCommandLine;
  Result := PAnsiChar(CommandLine);
  while (I > 0) and (Result^ <> #0) do
  begin
    if Result^ = ' ' then
      Dec(I);
    Inc(Result);
  end;
end;

procedure Now(Data: PNow);
begin
  Data^ := CalendarNow;
end;

function SecondsBetween(const ANow, AThen: TNow): LongInt;
begin
  Result := UnixSecondsOf(ANow) - UnixSecondsOf(AThen);
end;

function read_rdtsc: Int64;
begin
  Result := ReadTsc;
end;

procedure DelayMicro(microseg: LongInt);
var
  Deadline: Int64;
begin
  Deadline := MonotonicNs + Int64(microseg) * NsPerMicrosecond;
  while MonotonicNs < Deadline do
    CpuPause;
end;

procedure Delay(ms: LongInt);
begin
  while ms > 0 do
  begin
    DelayMicro(1000);
    Dec(ms);
  end;
end;

procedure ShutdownInQemu;
begin
  Flush(Output);
  PowerOff(0);
end;

procedure Reboot;
begin
  Flush(Output);
  Restart;
end;

function GetApicID: Byte;
begin
  Result := ThisCore^.ApicId;
end;

function GetMemoryRegion(ID: LongInt; Buffer: PMemoryRegion): LongInt;
var
  Range: PMemoryRange;
begin
  if (ID < 1) or (ID > LongInt(BootInfo^.MemoryRangeCount)) then
    Exit(0);
  Range := @BootInfo^.MemoryRanges[ID - 1];
  Buffer^.Base := Range^.Base;
  Buffer^.Length := Range^.Length;
  Buffer^.Flag := Range^.Kind;
  Result := High(LongInt);
  if Range^.Length < QWord(Result) then
    Result := Range^.Length;
end;

procedure CaptureInt(int: Byte; Handler: Pointer);
begin
  SetGate(int, Handler, 0);
end;

procedure CaptureException(Exception: Byte; Handler: Pointer);
begin
  SetGate(Exception, Handler, 0);
end;

function read_portb(Port: Word): Byte;
begin
  Result := InByte(Port);
end;

function read_portw(Port: Word): Word;
begin
  Result := InWord(Port);
end;

function read_portd(Port: Word): LongWord;
begin
  Result := InLong(Port);
end;

procedure write_portb(Data: Byte; Port: Word);
begin
  OutByte(Port, Data);
end;

procedure write_portw(Data: Word; Port: Word);
begin
  OutWord(Port, Data);
end;

procedure write_portd(Data: LongWord; Port: Word);
begin
  OutLong(Port, Data);
end;

function PciReadDWORD(bus, device, func, regnum: UInt32): UInt32;
begin
  Result := ReadConfig(PciAddress(bus, device, func), regnum shl 2);
end;

function PciReadWORD(bus, device, func, regnum: UInt32): Word;
begin
  Result := ReadConfig(PciAddress(bus, device, func), regnum) shr ((regnum and 2) * 8);
end;

procedure PciWriteWord(bus, device, func, regnum: UInt32; value: Word);
begin
  WriteConfig16(PciAddress(bus, device, func), regnum, value);
end;

procedure bit_set(Value: Pointer; Offset: QWord);
begin
  PByte(Value)[Offset shr 3] := PByte(Value)[Offset shr 3] or 1 shl (Offset and 7);
end;

procedure bit_reset(Value: Pointer; Offset: QWord);
begin
  PByte(Value)[Offset shr 3] := PByte(Value)[Offset shr 3] and not (1 shl (Offset and 7));
end;

function bit_test(Value: Pointer; Offset: QWord): Boolean;
begin
  Result := PByte(Value)[Offset shr 3] and (1 shl (Offset and 7)) <> 0;
end;

function InttoStr(Value: PtrUInt; buff: PAnsiChar): PAnsiChar;
var
  Digits: ShortString;
begin
  Str(Value, Digits);
  Move(Digits[1], buff^, Length(Digits));
  buff[Length(Digits)] := #0;
  Result := buff;
end;

procedure StrConcat(left, right, dst: PAnsiChar);
var
  Size: SizeInt;
begin
  Size := StrLen(left);
  Move(left^, dst^, Size);
  Move(right^, dst[Size], StrLen(right) + 1);
end;

function StrCmp(p1, p2: PAnsiChar; Len: LongInt): Boolean;
begin
  Result := CompareByte(p1^, p2^, Len) = 0;
end;

end.
