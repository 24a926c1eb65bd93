{ SPDX-License-Identifier: Apache-2.0 }
{ The wall clock as date and time of day, UTC, for Toro's Now and time stamps.

  Called by: Arch, Toro.ConsoleFormat.
  Touches: the clock. }
unit Toro.Calendar;

{$mode objfpc}

interface

type
  { Toro's TNow }
  TCalendarTime = record
    Sec, Min, Hour, Day, Month, Year: LongInt;
  end;

function CalendarNow: TCalendarTime;

{ Of a time after 1970-01-01, in seconds }
function CalendarOf(UnixSeconds: Int64): TCalendarTime;
function UnixSecondsOf(const Time: TCalendarTime): Int64;

implementation

uses
  Toro.Clock, Toro.Rtc;

const
  SecondsPerDay = 86400;

{ Days are counted from the 1st of March of year 0, so that a leap day is the last of its year. }
function CalendarOf(UnixSeconds: Int64): TCalendarTime;
const
  DaysBefore1970 = 719468;
  DaysPerEra = 146097; { 400 years }
var
  DayOfEra, YearOfEra, DayOfYear, MonthFromMarch, SecondOfDay: LongInt;
  Days: Int64;
begin
  Days := UnixSeconds div SecondsPerDay + DaysBefore1970;
  SecondOfDay := UnixSeconds mod SecondsPerDay;
  DayOfEra := Days mod DaysPerEra;
  YearOfEra := (DayOfEra - DayOfEra div 1460 + DayOfEra div 36524 - DayOfEra div 146096) div 365;
  DayOfYear := DayOfEra - (365 * YearOfEra + YearOfEra div 4 - YearOfEra div 100);
  MonthFromMarch := (5 * DayOfYear + 2) div 153;
  Result.Day := DayOfYear - (153 * MonthFromMarch + 2) div 5 + 1;
  Result.Month := MonthFromMarch + 3;
  Result.Year := YearOfEra + Days div DaysPerEra * 400;
  if Result.Month > 12 then
  begin
    Dec(Result.Month, 12);
    Inc(Result.Year);
  end;
  Result.Hour := SecondOfDay div 3600;
  Result.Min := SecondOfDay div 60 mod 60;
  Result.Sec := SecondOfDay mod 60;
end;

function UnixSecondsOf(const Time: TCalendarTime): Int64;
begin
  Result := Int64(DaysSinceEpoch(Time.Year, Time.Month, Time.Day)) * SecondsPerDay
    + Time.Hour * 3600 + Time.Min * 60 + Time.Sec;
end;

function CalendarNow: TCalendarTime;
var
  Seconds, Nanoseconds: Int64;
begin
  WallClock(Seconds, Nanoseconds);
  Result := CalendarOf(Seconds);
end;

end.
