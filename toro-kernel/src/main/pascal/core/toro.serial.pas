{ SPDX-License-Identifier: Apache-2.0 }
{ The serial port of the console: a 16550 at COM1 (BOOT-ABI 6; National Semiconductor PC16550D). Bytes go
  out unchanged. Called by Toro.Console, by fault reports and by the panic. }
unit Toro.Serial;

{$mode objfpc}

interface

const
  HexadecimalDigits: array[0..15] of AnsiChar = '0123456789abcdef';

procedure InitSerial;
procedure WriteSerial(Buffer: Pointer; Count: PtrUInt);
{ Returns when the last byte has left the chip. }
procedure DrainSerial;
{ For reports: a NUL-terminated text, a number in 16 hexadecimal digits }
procedure WriteText(Text: PAnsiChar);
procedure WriteHexadecimal(Value: QWord);

{ A byte has arrived. }
function InputReady: Boolean;
function ReadSerial: Byte;
{ From now on the interrupt line rises when a byte arrives. }
procedure EnableInputInterrupt;

implementation

uses
  Toro.BootAbi, Toro.Cpu;

const
  DataRegister = ConsolePort;
  InterruptEnable = ConsolePort + 1;
  FifoControl = ConsolePort + 2;
  LineControl = ConsolePort + 3;
  ModemControl = ConsolePort + 4;
  LineStatus = ConsolePort + 5;
  FifoEnable = $01;
  EightBits = $03;
  ReceivedDataAvailable = $01;
  { DTR, RTS, OUT2: OUT2 connects the interrupt line. }
  LinesUp = $0B;
  LoopBack = $10;
  StatusDataReady = $01;
  StatusHoldingEmpty = $20;
  StatusTransmitterEmpty = $40;
  NoChip = $FF;
  FifoSize = 16;

var
  { Bytes that came while the FIFO was switched on, which drops what it finds; the low byte first,
    0: none }
  EarlyBytes: Word;

{ As long as a byte waits to be read, QEMU keeps the next one back. So a waiting byte is taken with the
  port looped back to itself, where reading lets none in; the last reading lets them in again, and is
  a byte already when it is not 0. }
procedure SwitchFifoOn; inline;
var
  Early: Boolean;
begin
  Early := InputReady;
  if Early then
  begin
    OutByte(ModemControl, LoopBack);
    EarlyBytes := InByte(DataRegister);
  end;
  OutByte(FifoControl, FifoEnable);
  if Early then
  begin
    OutByte(ModemControl, LinesUp);
    EarlyBytes := EarlyBytes or InByte(DataRegister) shl 8;
  end;
end;

procedure InitSerial;
begin
  OutByte(LineControl, EightBits);
  SwitchFifoOn;
end;

procedure WriteSerial(Buffer: Pointer; Count: PtrUInt);
var
  Part: PtrUInt;
begin
  while Count > 0 do
  begin
    while InByte(LineStatus) and StatusHoldingEmpty = 0 do
      CpuPause;
    Part := Count;
    if Part > FifoSize then
      Part := FifoSize;
    OutBytes(DataRegister, Buffer, Part);
    Inc(Buffer, Part);
    Dec(Count, Part);
  end;
end;

procedure DrainSerial;
begin
  while InByte(LineStatus) and StatusTransmitterEmpty = 0 do
    CpuPause;
end;

procedure WriteText(Text: PAnsiChar);
begin
  WriteSerial(Text, StrLen(Text));
end;

procedure WriteHexadecimal(Value: QWord);
var
  Text: array[0..15] of AnsiChar;
  Index: LongInt;
begin
  for Index := 15 downto 0 do
  begin
    Text[Index] := HexadecimalDigits[Value and 15];
    Value := Value shr 4;
  end;
  WriteSerial(@Text, 16);
end;

function InputReady: Boolean;
var
  Status: Byte;
begin
  Status := InByte(LineStatus);
  Result := (EarlyBytes <> 0) or (Status and StatusDataReady <> 0) and (Status <> NoChip);
end;

function ReadSerial: Byte;
begin
  Result := Byte(EarlyBytes);
  EarlyBytes := EarlyBytes shr 8;
  if Result = 0 then
    Result := InByte(DataRegister);
end;

procedure EnableInputInterrupt;
begin
  OutByte(InterruptEnable, ReceivedDataAvailable);
  OutByte(ModemControl, LinesUp);
end;

end.
