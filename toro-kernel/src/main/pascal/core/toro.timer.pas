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
  MeasurePatience = 100000;

var
  { When MaxTimerTicks were begun to be counted for MeasureTscKhz; 0: they were not }
  MeasuredFromTsc: QWord;
  { How long that took }
  BeginTook: QWord;

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
var
  Before: QWord;
begin
  Before := ReadTsc;
  StartTimer(MaxTimerTicks);
  MeasuredFromTsc := ReadTsc;
  BeginTook := MeasuredFromTsc - Before;
end;

{ False where the count has ended, or there is no chip, which reads as ones. }
function StillCounts: Boolean; inline;
begin
  OutByte(CommandPort, ReadStatus);
  Result := InByte(ChannelPort) and (StatusEnded or StatusNotLoaded) = 0;
end;

{ A host may stop this core at any place: what was read counts when reading took little of the time that is measured,
  and the chip had not come to its end. }
function MeasureTscKhz: QWord;
var
  Passed: Word;
  Before, After: QWord;
  Patience: LongInt;
begin
  Patience := MeasurePatience;
  repeat
    if (MeasuredFromTsc = 0) or not StillCounts then
    begin
      if not TimerExists then
        Exit(FallbackKhz);
      BeginMeasure;
    end;
    Before := ReadTsc;
    Passed := MaxTimerTicks - TimerTicksLeft;
    After := ReadTsc;
    Dec(Patience);
  until (Passed >= MeasureTicks) and ((Patience <= 0) or StillCounts
    and ((After - Before + BeginTook) * 64 <= After - MeasuredFromTsc));
  Result := (After - MeasuredFromTsc) * TimerHz div (Passed * QWord(1000));
end;

end.
