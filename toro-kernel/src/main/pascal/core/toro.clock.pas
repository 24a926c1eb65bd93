{ SPDX-License-Identifier: Apache-2.0 }
{ Monotonic and wall clock. Nothing is measured before someone asks: the way to the program has no
  delay. The time-stamp counter's rate comes from CPUID, else from kvmclock, else it is measured once
  against the timer chip, between PrepareClock or the first reading and the next: only who asks again within two
  milliseconds waits for their end. }
unit Toro.Clock;

{$mode objfpc}
{$asmmode intel}

interface

{ For who will need the clock soon: what is to be measured is measured meanwhile. }
procedure PrepareClock;
{ Nanoseconds since an arbitrary start; never goes back. }
function MonotonicNs: Int64;
{ Seconds and nanoseconds since 1970-01-01 UTC }
procedure WallClock(out Seconds, Nanoseconds: Int64);
{ The same as one number }
function WallClockNs: Int64;
{ Sets the wall clock: nanoseconds since 1970-01-01 UTC. }
procedure SetWallClock(UnixNs: Int64);
{ Kilohertz of the time-stamp counter }
function TscKhz: QWord;
{ Time-stamp counter ticks of a duration }
function NsToTsc(Ns: Int64): QWord;

implementation

uses
  Toro.Cpu, Toro.Rtc, Toro.Timer;

const
  NsPerSecond = 1000000000;
  KvmSystemTimeMsr = $4B564D01;

type
  { KVM's struct pvclock_vcpu_time_info }
  TKvmTime = packed record
    Version, Pad: LongWord;
    TscTimestamp, SystemTime: QWord;
    TscToNsMultiplier: LongWord;
    TscShift: ShortInt;
    Flags: Byte;
    Pad2: Word;
  end;

var
  { The rate is known or being measured }
  Looked: Boolean;
  { ns = ticks * Multiplier / 2^32, 0 until the rate is known }
  Multiplier: QWord;
  Khz: QWord;
  Lock: TSpinLock;
  { MonotonicNs is 0 there; 0 until someone asks }
  StartTsc: QWord;
  { Wall clock when MonotonicNs was 0; 0 until it has been read }
  WallStartNs: Int64;

function MultiplyHigh(Ticks, Factor: QWord): QWord; assembler; nostackframe;
asm
  mov rax, rdi
  mul rsi
  shrd rax, rdx, 32
end;

function KvmKhz: QWord;
var
  Time: array[0..63] of Byte;
  Info: ^TKvmTime;
begin
  FillChar(Time, SizeOf(Time), 0);
  { The record must not cross a page: align it inside the buffer. }
  Info := Pointer((PtrUInt(@Time) + 31) and not PtrUInt(31));
  WriteMsr(KvmSystemTimeMsr, PtrUInt(Info) or 1);
  WriteMsr(KvmSystemTimeMsr, 0);
  Result := 0;
  if Info^.TscToNsMultiplier = 0 then
    Exit;
  { ns = (ticks << shift) * multiplier >> 32 }
  Result := (QWord(1000000) shl 32) div Info^.TscToNsMultiplier;
  if Info^.TscShift < 0 then
    Result := Result shl -Info^.TscShift
  else
    Result := Result shr Info^.TscShift;
end;

function HypervisorKhz: QWord; inline;
const
  HypervisorPresent = LongWord(1) shl 31;
  KvmClockFeature = 1 shl 3;
var
  Answer: TCpuid;
  Highest, Signature: LongWord;
begin
  Result := 0;
  Cpuid(1, 0, Answer);
  if Answer.Ecx and HypervisorPresent = 0 then
    Exit;
  Cpuid(HypervisorLeaf, 0, Answer);
  Highest := Answer.Eax;
  Signature := Answer.Ebx;
  if Highest >= $40000010 then
  begin
    Cpuid($40000010, 0, Answer);
    Result := Answer.Eax;
  end;
  if (Result <> 0) or (Signature <> KvmSignature) then
    Exit;
  Cpuid($40000001, 0, Answer);
  if Answer.Eax and KvmClockFeature <> 0 then
    Result := KvmKhz;
end;

function CpuidKhz: QWord; inline;
var
  Answer: TCpuid;
begin
  Result := 0;
  Cpuid(0, 0, Answer);
  if Answer.Eax < $15 then
    Exit;
  Cpuid($15, 0, Answer);
  if (Answer.Eax <> 0) and (Answer.Ebx <> 0) and (Answer.Ecx <> 0) then
    Result := QWord(Answer.Ecx) * Answer.Ebx div Answer.Eax div 1000;
end;

procedure UseRate(Rate: QWord);
begin
  Khz := Rate;
  Multiplier := (QWord(1000000) shl 32) div Rate;
end;

{ Under the lock }
procedure LookForRate;
var
  Rate: QWord;
begin
  if Looked then
    Exit;
  Looked := True;
  Rate := CpuidKhz;
  if Rate = 0 then
    Rate := HypervisorKhz;
  if Rate = 0 then
    BeginMeasure
  else
    UseRate(Rate);
end;

procedure PrepareClock;
begin
  AcquireSpinLock(Lock);
  LookForRate;
  ReleaseSpinLock(Lock);
end;

procedure Start;
begin
  AcquireSpinLock(Lock);
  LookForRate;
  if StartTsc = 0 then
    StartTsc := ReadTsc;
  ReleaseSpinLock(Lock);
end;

{ One core measures, the others wait for it. }
procedure Calibrate;
begin
  AcquireSpinLock(Lock);
  LookForRate;
  if Multiplier = 0 then
    UseRate(MeasureTscKhz);
  ReleaseSpinLock(Lock);
end;

function TscKhz: QWord;
begin
  if Multiplier = 0 then
    Calibrate;
  Result := Khz;
end;

function NsToTsc(Ns: Int64): QWord;
begin
  Result := QWord(Ns) div 1000 * TscKhz div 1000;
end;

function MonotonicNs: Int64;
begin
  { The first reading needs no rate. }
  if StartTsc = 0 then
  begin
    Start;
    Exit(0);
  end;
  if Multiplier = 0 then
    Calibrate;
  Result := MultiplyHigh(ReadTsc - StartTsc, Multiplier);
end;

function WallClockNs: Int64;
var
  NowNs: Int64;
begin
  NowNs := MonotonicNs;
  if WallStartNs = 0 then
    WallStartNs := RtcSeconds * NsPerSecond - NowNs;
  Result := WallStartNs + NowNs;
end;

procedure WallClock(out Seconds, Nanoseconds: Int64);
var
  Now: Int64;
begin
  Now := WallClockNs;
  Seconds := Now div NsPerSecond;
  Nanoseconds := Now mod NsPerSecond;
end;

procedure SetWallClock(UnixNs: Int64);
begin
  WallStartNs := UnixNs - MonotonicNs;
end;

end.
