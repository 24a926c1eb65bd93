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
{ Begins to measure; costs three writes to ports. }
procedure BeginMeasure;
{ The rate since BeginMeasure, without waiting when two milliseconds have passed; after 55, and when another deadline
  has begun since, it is measured for two milliseconds. A machine without the chip is taken to run at 1 GHz. }
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
  { Read-back of channel 0's status: its output, which rises when the count ends, and whether the count is not
    loaded yet }
  ReadStatus = $E2;
  StatusEnded = $80;
  StatusNotLoaded = $40;
  { Two milliseconds }
  MeasureTicks = 2386;
  { Reads after which a count that does not move means that there is no chip }
  PatienceReads = 10000;
  FallbackKhz = 1000000;

var
  { When MaxTimerTicks were begun to be counted for MeasureTscKhz; 0: they were not }
  MeasuredFromTsc: QWord;

procedure StartTimer(Ticks: Word);
begin
  MeasuredFromTsc := 0;
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

procedure BeginMeasure;
begin
  StartTimer(MaxTimerTicks);
  MeasuredFromTsc := ReadTsc;
end;

{ False where the count has ended, or there is no chip, which reads as ones. }
function StillCounts: Boolean; inline;
begin
  OutByte(CommandPort, ReadStatus);
  Result := InByte(ChannelPort) and (StatusEnded or StatusNotLoaded) = 0;
end;

function MeasureTscKhz: QWord;
var
  Passed: Word;
  LastTsc: QWord;
begin
  if (MeasuredFromTsc = 0) or not StillCounts then
  begin
    if not TimerExists then
      Exit(FallbackKhz);
    BeginMeasure;
  end;
  repeat
    Passed := MaxTimerTicks - TimerTicksLeft;
    LastTsc := ReadTsc;
  until Passed >= MeasureTicks;
  Result := (LastTsc - MeasuredFromTsc) * TimerHz div (Passed * QWord(1000));
end;

end.
