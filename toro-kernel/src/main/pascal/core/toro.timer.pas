{ SPDX-License-Identifier: Apache-2.0 }
{ Channel 0 of the 8254 timer chip (Intel 8254 data sheet): one-shot deadlines and the measure of the
  time-stamp counter. Used by the clock and, on a machine without a better timer, by the idle core. }
unit Toro.Timer;

{$mode objfpc}

interface

const
  TimerHz = 1193182;
  { About 54.9 ms }
  MaxTimerTicks = $FFFF;

{ Counts Ticks down once; the interrupt line rises at the end. }
procedure StartTimer(Ticks: Word);
function TimerTicksLeft: Word;
{ The chip counts. Takes a few microseconds. }
function TimerExists: Boolean;
{ Measures for two milliseconds; a machine without the chip is taken to run at 1 GHz. }
function MeasureTscKhz: QWord;

implementation

uses
  Toro.Cpu;

const
  ChannelPort = $40;
  CommandPort = $43;
  { Channel 0, low then high byte, mode 0: interrupt on terminal count }
  OneShot = $30;
  Latch = $00;
  { Two milliseconds }
  MeasureTicks = 2386;
  { Reads after which a count that does not move means that there is no chip }
  PatienceReads = 10000;
  FallbackKhz = 1000000;

procedure StartTimer(Ticks: Word);
begin
  OutByte(CommandPort, OneShot);
  OutByte(ChannelPort, Byte(Ticks));
  OutByte(ChannelPort, Ticks shr 8);
end;

function TimerTicksLeft: Word;
begin
  OutByte(CommandPort, Latch);
  Result := InByte(ChannelPort);
  Result := Result or InByte(ChannelPort) shl 8;
end;

function TimerExists: Boolean;
var
  First: Word;
  Patience: LongInt;
begin
  StartTimer(MaxTimerTicks);
  First := TimerTicksLeft;
  Patience := PatienceReads;
  repeat
    Result := TimerTicksLeft <> First;
    Dec(Patience);
  until Result or (Patience = 0);
end;

function MeasureTscKhz: QWord;
var
  First, Last: Word;
  FirstTsc, LastTsc: QWord;
begin
  if not TimerExists then
    Exit(FallbackKhz);
  StartTimer(MaxTimerTicks);
  First := TimerTicksLeft;
  FirstTsc := ReadTsc;
  repeat
    Last := TimerTicksLeft;
    LastTsc := ReadTsc;
  until Word(First - Last) >= MeasureTicks;
  Result := (LastTsc - FirstTsc) * TimerHz div (Word(First - Last) * QWord(1000));
end;

end.
