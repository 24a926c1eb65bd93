{ SPDX-License-Identifier: Apache-2.0 }
{ Four cores count primes together. Each thread is begun on a core of its own and takes the next piece of
  work from a shared counter until there is none; the main thread waits for all of them. }
program Threads;

{$mode objfpc}

uses
  Process;

const
  Cores = 4;
  Limit = 200000;
  Piece = 2000;
  PrimesBelowLimit = 17984;

var
  NextPiece, Primes: LongInt;
  PiecesOf: array[0..Cores - 1] of LongInt;

function IsPrime(Number: LongInt): Boolean;
var
  Divisor: LongInt;
begin
  if Number < 4 then
    Exit(Number >= 2);
  if not Odd(Number) then
    Exit(False);
  Divisor := 3;
  while Divisor * Divisor <= Number do
  begin
    if Number mod Divisor = 0 then
      Exit(False);
    Inc(Divisor, 2);
  end;
  Result := True;
end;

function CountPrimes(First: LongInt): LongInt;
var
  Number: LongInt;
begin
  Result := 0;
  for Number := First to First + Piece - 1 do
    if IsPrime(Number) then
      Inc(Result);
end;

{ Threads of a core take turns: SysThreadSwitch lets the others run. }
function Work(Parameter: Pointer): PtrInt;
var
  First: LongInt;
begin
  Result := 0;
  First := InterlockedExchangeAdd(NextPiece, Piece);
  while First < Limit do
  begin
    InterlockedExchangeAdd(Primes, CountPrimes(First));
    Inc(PiecesOf[PtrInt(Parameter)]);
    SysThreadSwitch;
    First := InterlockedExchangeAdd(NextPiece, Piece);
  end;
end;

var
  Core: LongInt;
  Threads_: array[0..Cores - 1] of TThreadID;
begin
  for Core := 0 to Cores - 1 do
    BeginThread(nil, 0, @Work, Pointer(PtrInt(Core)), Core, Threads_[Core]);
  for Core := 0 to Cores - 1 do
    WaitForThreadTerminate(Threads_[Core], 0);
  for Core := 0 to Cores - 1 do
    WriteLn('core ', Core, ': ', PiecesOf[Core], ' pieces');
  WriteLn(Primes, ' primes below ', Limit);
  Halt(Ord(Primes <> PrimesBelowLimit));
end.
