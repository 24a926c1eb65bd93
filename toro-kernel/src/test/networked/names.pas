{ SPDX-License-Identifier: Apache-2.0 }
{ What the stock resolver finds out about the names of DnsPeer (Java): IPv4 and IPv6 addresses, by name and by address.
  Run as an appliance and on Linux; both must print the same. }
program Names;

{$mode objfpc}{$H+}

uses
  SysUtils, Sockets, NetDB, Resolve;

const
  All: array[0..19] of string = ('plain.test', 'many.test', 'chain1.test', 'chain3.test', 'circle.test',
    'only-four.test', 'nowhere.test', 'second-silent.test', 'second-fails.test', 'silent.test', 'short.test',
    'bare.test', 'truncated.test', 'wrong-id.test', 'wrong-port.test', 'question.test', 'long.test', 'UPPER.test',
    'builder', 'a-label-of-sixty-three-letters-abcdefghijklmnopqrstuvwxyz-012345.test');

procedure Look4(const Name: string);
var
  Found: array[1..5] of THostAddr;
  Count, Index: LongInt;
begin
  FillChar(Found, SizeOf(Found), 0);
  Count := ResolveName(Name, Found);
  Write(Name, ' A ', Count);
  for Index := 1 to Count do
    Write(' ', NetAddrToStr(Found[Index]));
  WriteLn;
end;

procedure Look6(const Name: string);
var
  Found: array[1..5] of THostAddr6;
  Count, Index: LongInt;
begin
  FillChar(Found, SizeOf(Found), 0);
  Count := ResolveName6(Name, Found);
  Write(Name, ' AAAA ', Count);
  for Index := 1 to Count do
    Write(' ', NetAddrToStr6(Found[Index]));
  WriteLn;
end;

procedure LookHost(const Name: string);
var
  Resolver: THostResolver;
  Entry: THostEntry;
  Entry6: THostEntry6;
begin
  Resolver := THostResolver.Create(nil);
  if Resolver.NameLookup(Name) then
    WriteLn(Name, ' is ', Resolver.AddressAsString)
  else
    WriteLn(Name, ' is not known');
  Resolver.Free;
  FillChar(Entry, SizeOf(Entry), 0);
  FillChar(Entry6, SizeOf(Entry6), 0);
  if ResolveHostByName(Name, Entry) then
    WriteLn('  host ', Entry.Name, ' ', NetAddrToStr(Entry.Addr), ' ', Entry.Aliases);
  if ResolveHostByName6(Name, Entry6) then
    WriteLn('  host6 ', Entry6.Name, ' ', NetAddrToStr6(Entry6.Addr));
end;

procedure LookBack;
var
  Found: array[1..3] of string;
  Address6: THostAddr6;
begin
  if ResolveAddress(StrToNetAddr('10.1.2.1'), Found) > 0 then
    WriteLn('10.1.2.1 is ', Found[1]);
  Address6 := StrToNetAddr6('2001:db8::1');
  if ResolveAddress6(Address6, Found) > 0 then
    WriteLn('2001:db8::1 is ', Found[1]);
end;

var
  Index: LongInt;

begin
  WriteLn(Length(DNSServers), ' name servers');
  TimeOutS := 1;
  for Index := 0 to High(All) do
  begin
    Look4(All[Index]);
    { Each of these waits for time to pass. }
    if Pos('silent', All[Index]) > 0 then
      Continue;
    Look6(All[Index]);
    LookHost(All[Index]);
  end;
  LookBack;
end.
