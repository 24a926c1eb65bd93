{ SPDX-License-Identifier: Apache-2.0 }
{ /etc/hosts and /etc/resolv.conf, which the run-time library's resolver reads: the hosts of the command line's
  words `toro.host=10.0.2.2/builder`, the name servers of the command line or of DHCP. Called by Networking. A
  file of the same name on a mounted disk wins. }
unit Toro.NetFiles;

{$mode objfpc}

interface

{ Replaces the name servers, addresses as numbers. Domain may be empty. }
procedure UseNameServers(const Servers: array of LongWord; Count: LongInt;
  const Domain: ShortString);

implementation

uses
  Toro.CommandLine, Toro.StaticFiles;

type
  TText = record
    Size: LongInt;
    Bytes: array[0..511] of AnsiChar;
  end;

var
  HostsText, ResolverText: TText;

{ What does not fit is left out whole. }
procedure AddBytes(var Text: TText; Bytes: PAnsiChar; Size: LongInt);
begin
  if Text.Size + Size > SizeOf(Text.Bytes) then
    Exit;
  Move(Bytes^, Text.Bytes[Text.Size], Size);
  Inc(Text.Size, Size);
end;

procedure Add(const Line: ShortString);
begin
  AddBytes(ResolverText, @Line[1], Length(Line));
end;

function Dotted(Address: LongWord): ShortString;
var
  Octet: LongInt;
  Digits: string[3];
begin
  Result := '';
  for Octet := 3 downto 0 do
  begin
    Str(Address shr (8 * Octet) and 255, Digits);
    Result := Result + Digits;
    if Octet > 0 then
      Result := Result + '.';
  end;
end;

procedure UseNameServers(const Servers: array of LongWord; Count: LongInt;
  const Domain: ShortString);
var
  Index: LongInt;
begin
  ResolverText.Size := 0;
  for Index := 0 to Count - 1 do
    Add('nameserver ' + Dotted(Servers[Index]) + #10);
  if Domain <> '' then
    Add('search ' + Domain + #10);
end;

{ A line for one word: address, a blank for the stroke, names. }
procedure AddHost(Value: PAnsiChar);
var
  Line: array[0..127] of AnsiChar;
  Size: LongInt;
begin
  Size := 0;
  while (Value[Size] <> #0) and (Size < High(Line)) do
  begin
    Line[Size] := Value[Size];
    if Line[Size] = '/' then
      Line[Size] := ' ';
    Inc(Size);
  end;
  Line[Size] := #10;
  AddBytes(HostsText, Line, Size + 1);
end;

function Hosts(out Size: LongInt): PAnsiChar;
var
  Index: LongInt;
  Value: PAnsiChar;
begin
  HostsText.Size := 0;
  AddHost('127.0.0.1/localhost');
  Index := 0;
  Value := FindKernelWord('toro.host', Index);
  while Value <> nil do
  begin
    AddHost(Value);
    Inc(Index);
    Value := FindKernelWord('toro.host', Index);
  end;
  Size := HostsText.Size;
  Result := HostsText.Bytes;
end;

function Resolver(out Size: LongInt): PAnsiChar;
begin
  Size := ResolverText.Size;
  Result := ResolverText.Bytes;
end;

initialization
  RegisterStaticFile('/etc/hosts', @Hosts);
  RegisterStaticFile('/etc/resolv.conf', @Resolver);
end.
