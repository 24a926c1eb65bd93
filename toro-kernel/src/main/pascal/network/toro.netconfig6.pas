{ SPDX-License-Identifier: Apache-2.0 }
{ Reads the word toro.net6= of the command line. Pure; called by IPv6. A word that is not understood means
  automatic addresses, as Toro.NetConfig has it for IPv4. }
unit Toro.NetConfig6;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

type
  TNet6Kind = (net6Auto, net6Fixed, net6Off);

  TNet6Settings = record
    Kind: TNet6Kind;
    Address, Router: TNetAddress;
    PrefixSize: LongInt;
  end;

{ Text is what follows `toro.net6=`, nil when the word is absent. }
function ReadSettings6(Text: PChar): TNet6Settings;

implementation

uses
  Toro.Ip6Address;

function ReadPrefixSize(var Text: PChar; out Size: LongInt): Boolean;
begin
  Size := 0;
  while (Text^ in ['0'..'9']) and (Size <= 128) do
  begin
    Size := Size * 10 + Ord(Text^) - Ord('0');
    Inc(Text);
  end;
  Result := (Size >= 1) and (Size <= 128) and (Text^ in [#0, ',']);
end;

{ address/prefix[,router] }
function ReadFixed(Text: PChar; var Settings: TNet6Settings): Boolean;
var
  Size: LongInt;
begin
  Size := IndexChar(Text^, StrLen(Text), '/');
  Result := (Size > 0) and ParseIp6(Text, Size, Settings.Address)
    and not IsGroup6(Settings.Address) and not IsAnyAddress(Settings.Address);
  if not Result then
    Exit;
  Inc(Text, Size + 1);
  Result := ReadPrefixSize(Text, Settings.PrefixSize);
  if Result and (Text^ = ',') then
    Result := ParseIp6(Text + 1, StrLen(Text + 1), Settings.Router);
end;

function ReadSettings6(Text: PChar): TNet6Settings;
begin
  FillChar(Result, SizeOf(Result), 0);
  if Text = nil then
    Exit;
  if (StrLen(Text) = 3) and (CompareByte(Text^, PChar('off')^, 3) = 0) then
    Result.Kind := net6Off
  else if ReadFixed(Text, Result) then
    Result.Kind := net6Fixed;
end;

end.
