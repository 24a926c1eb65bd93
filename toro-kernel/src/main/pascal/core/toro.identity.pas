{ SPDX-License-Identifier: Apache-2.0 }
{ The system calls about the process itself: there is one, number 1, run by root. Limits, names, random
  bytes, the end. }
unit Toro.Identity;

{$mode objfpc}
{$asmmode intel}

interface

{ getrlimit and exit, which every program reaches }
function SysGetrlimit(Which, Target, A3, A4, A5, A6: Int64): Int64;
function SysExit(Code, A2, A3, A4, A5, A6: Int64): Int64;
procedure InitIdentity;

implementation

uses
  Toro.BootAbi, Toro.Clock, Toro.Cores, Toro.Cpu, Toro.Errors, Toro.Pages, Toro.Random,
  Toro.Shutdown, Toro.SystemCalls, Toro.Waiting;

const
  Unlimited = High(QWord);
  StackLimit = 8 * 1024 * 1024;
  FileLimit = 1024;

function SysExit(Code, A2, A3, A4, A5, A6: Int64): Int64;
begin
  PowerOff(Code);
  Result := 0;
end;

function SysOne(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := 1;
end;

function SysZero(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := 0;
end;

function SysUmask(Mask, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := &022;
end;

function SysYield(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  YieldCore;
  Result := 0;
end;

{ struct rlimit: soft and hard limit }
procedure FillLimit(Which: Int64; Target: PQWord);
const
  LimitStack = 3;
  LimitFiles = 7;
begin
  Target[0] := Unlimited;
  Target[1] := Unlimited;
  case Which of
    LimitStack:
      Target[0] := StackLimit;
    LimitFiles:
      begin
        Target[0] := FileLimit;
        Target[1] := FileLimit;
      end;
  end;
end;

function SysGetrlimit(Which, Target, A3, A4, A5, A6: Int64): Int64;
begin
  FillLimit(Which, PQWord(Target));
  Result := 0;
end;

function SysPrlimit(Process, Which, NewLimit, Old, A5, A6: Int64): Int64;
begin
  if Old <> 0 then
    FillLimit(Which, PQWord(Old));
  Result := 0;
end;

{ struct utsname: six texts of 65 bytes }
function SysUname(Target, A2, A3, A4, A5, A6: Int64): Int64;
const
  FieldSize = 65;
  { The release is the interface that the system calls follow. }
  Fields: array[0..5] of PAnsiChar = ('Linux', 'toro', '5.10.0', 'Toro', 'x86_64', '(none)');
var
  Index: LongInt;
begin
  FillChar(Pointer(Target)^, Length(Fields) * FieldSize, 0);
  for Index := 0 to High(Fields) do
    Move(Fields[Index]^, Pointer(Target + Index * FieldSize)^, StrLen(Fields[Index]));
  Result := 0;
end;

{ struct sysinfo }
function SysSysinfo(Target, A2, A3, A4, A5, A6: Int64): Int64;
const
  InfoSize = 112;
  TotalOffset = 4;
  FreeOffset = 5;
  ProcessesOffset = 80;
  UnitOffset = 104;
begin
  FillChar(Pointer(Target)^, InfoSize, 0);
  PInt64(Target)^ := MonotonicNs div 1000000000 + 1;
  PInt64(Target)[TotalOffset] := TotalPages * PageSize;
  PInt64(Target)[FreeOffset] := AvailablePages * PageSize;
  PWord(Target + ProcessesOffset)^ := 1;
  PLongWord(Target + UnitOffset)^ := 1;
  Result := 0;
end;

function SysGetrandom(Buffer, Size, Flags, A4, A5, A6: Int64): Int64;
begin
  FillRandom(Pointer(Buffer), Size);
  Result := Size;
end;

{ One bit for each running core }
function SysGetaffinity(Thread, Size, Mask, A4, A5, A6: Int64): Int64;
begin
  if Size < 8 then
    Exit(-EINVAL);
  PQWord(Mask)^ := QWord(1) shl CoreCount - 1;
  Result := 8;
end;

{ socket and socketpair without the network: this machine has no family of addresses. }
function SysNoFamily(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := -EAFNOSUPPORT;
end;

procedure InitIdentity;
const
  Calls: array[0..23] of TSystemCallEntry = (
    (Number: 41; Handler: @SysNoFamily), (Number: 53; Handler: @SysNoFamily),
    (Number: 24; Handler: @SysYield), (Number: 39; Handler: @SysOne),
    (Number: 60; Handler: @SysExit), (Number: 63; Handler: @SysUname),
    (Number: 95; Handler: @SysUmask),
    (Number: 99; Handler: @SysSysinfo), (Number: 102; Handler: @SysZero),
    (Number: 104; Handler: @SysZero), (Number: 107; Handler: @SysZero),
    (Number: 108; Handler: @SysZero), (Number: 110; Handler: @SysZero),
    (Number: 111; Handler: @SysOne), (Number: 112; Handler: @SysOne),
    (Number: 121; Handler: @SysOne), (Number: 124; Handler: @SysOne),
    (Number: 115; Handler: @SysZero), (Number: 160; Handler: @SysZero),
    (Number: 186; Handler: @SysOne), (Number: 203; Handler: @SysZero),
    (Number: 204; Handler: @SysGetaffinity), (Number: 302; Handler: @SysPrlimit),
    (Number: 318; Handler: @SysGetrandom));
begin
  StandInCall := @SysNoFamily;
  RegisterSystemCalls(Calls);
end;

end.
