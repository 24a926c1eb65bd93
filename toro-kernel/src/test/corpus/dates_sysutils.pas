{ SPDX-License-Identifier: Apache-2.0 }
program dates_sysutils;
{$mode objfpc}{$H+}
uses
  SysUtils, DateUtils;
var
  D: TDateTime; Y, M, Dd, H, Mi, S, Ms: Word;
begin
  D := EncodeDate(2024, 2, 29) + EncodeTime(13, 45, 30, 250);
  DecodeDate(D, Y, M, Dd); DecodeTime(D, H, Mi, S, Ms); WriteLn(Y, '-', M, '-', Dd, ' ', H, ':', Mi, ':', S, '.', Ms);
  WriteLn(FormatDateTime('yyyy-mm-dd hh:nn:ss.zzz', D), ' ', FormatDateTime('d mmm yy h:n am/pm', D), ' ', FormatDateTime('dddd dd mmmm', D), ' ', DateToStr(D), ' ', TimeToStr(D), ' ', DateTimeToStr(D));
  WriteLn(DayOfWeek(D), DayOfTheWeek(D), ' ', DayOfTheYear(D), ' ', WeekOfTheYear(D), ' ', IsLeapYear(2024), IsLeapYear(2100), DaysInMonth(D), DaysInAMonth(2023, 2));
  WriteLn(DateTimeToStr(IncMonth(D, 12)), ' ', DateToStr(IncYear(D, 1)), ' ', DateToStr(IncDay(D, -60)), ' ', TimeToStr(IncMinute(D, 30)), ' ', DateToStr(EndOfTheMonth(D)), ' ', DateToStr(StartOfTheWeek(D)));
  WriteLn(DaysBetween(D, EncodeDate(2025, 1, 1)), ' ', MonthsBetween(D, EncodeDate(2025, 1, 1)), ' ', SecondsBetween(D, IncHour(D, 2)), ' ', HourOf(D), MinuteOf(D), ' ', CompareDate(D, D + 1), SameDate(D, D + 0.1));
  WriteLn(DateTimeToUnix(D), ' ', DateTimeToStr(UnixToDateTime(1000000000)), ' ', DateTimeToJulianDate(D):0:4, ' ', Trunc(D), ' ', DateToStr(StrToDate('15-3-99')), ' ', TimeToStr(StrToTime('23:59')));
  WriteLn(DateToISO8601(D), ' ', DateTimeToStr(ISO8601ToDate('2020-05-06T07:08:09Z')), ' ', DateTimeToStr(ScanDateTime('yyyy/mm/dd hh:nn', '2021/12/25 08:30')), ' ', TryEncodeDate(2023, 2, 29, D), ' ', DateToStr(RecodeYear(EncodeDate(2000, 1, 2), 1999)));
  try EncodeDate(2023, 13, 1) except on E: Exception do WriteLn(E.ClassName, ': ', E.Message) end;
  D := Now; WriteLn(YearOf(D) >= 2024, Date = Trunc(D), Time < 1, ' ', GetTickCount64 > 0, ' ', SysUtils.GetLocalTimeOffset);
end.
