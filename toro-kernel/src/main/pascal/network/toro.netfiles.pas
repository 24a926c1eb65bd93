{ SPDX-License-Identifier: Apache-2.0 }
{ /etc/hosts and /etc/resolv.conf, which the run-time library's resolver reads: the name servers of the
  command line or of DHCP. Called by Networking. A file of the same name on a mounted disk wins. }
unit Toro.NetFiles;

{$mode objfpc}

interface

{ Replaces the name servers, addresses as numbers. Domain may be empty. }
procedure UseNameServers(const Servers: array of LongWord; Count: LongInt;
  const Domain: ShortString);

implementation

uses
  Toro.StaticFiles;

const
  HostsText: PAnsiChar = '127.0.0.1 localhost'#10;

var
  ResolverText: array[0..255] of AnsiChar;
  ResolverSize: LongInt;

procedure Add(const Text: ShortString);
var
  Size: LongInt;
begin
  Size := Length(Text);
  if ResolverSize + Size > SizeOf(ResolverText) then
    Exit;
  Move(Text[1], ResolverText[ResolverSize], Size);
  Inc(ResolverSize, Size);
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
  ResolverSize := 0;
  for Index := 0 to Count - 1 do
    Add('nameserver ' + Dotted(Servers[Index]) + #10);
  if Domain <> '' then
    Add('search ' + Domain + #10);
end;

function Hosts(out Size: LongInt): PAnsiChar;
begin
  Size := StrLen(HostsText);
  Result := HostsText;
end;

function Resolver(out Size: LongInt): PAnsiChar;
begin
  Size := ResolverSize;
  Result := ResolverText;
end;

initialization
  RegisterStaticFile('/etc/hosts', @Hosts);
  RegisterStaticFile('/etc/resolv.conf', @Resolver);
end.
