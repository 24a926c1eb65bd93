{ SPDX-License-Identifier: Apache-2.0 }
{ Reads the word toro.net= of the command line. Pure; called by Networking. A word that is not
  understood means DHCP, so that a typing error does not leave the appliance without any network. }
unit Toro.NetConfig;

{$mode objfpc}

interface

uses
  Toro.Dhcp;

type
  TNetKind = (netDhcp, netFixed, netOff);

  TNetSettings = record
    Kind: TNetKind;
    Address, Mask, Gateway: LongWord;
    NameServers: array[0..NameServerLimit - 1] of LongWord;
    NameServerCount: LongInt;
  end;

{ Text is what follows `toro.net=`, nil when the word is absent. }
function ReadSettings(Text: PChar): TNetSettings;

implementation

uses
  Toro.NetBytes;

{ Length of Text up to one of the separators or its end. }
function WordLength(Text: PChar): LongInt;
begin
  Result := 0;
  while not (Text[Result] in [#0, ',', '/']) do
    Inc(Result);
end;

{ Reads one address and moves Text behind it and a comma. }
function NextAddress(var Text: PChar; out Address: LongWord): Boolean;
var
  Length: LongInt;
begin
  Length := WordLength(Text);
  Result := ParseIp4(Text, Length, Address);
  Inc(Text, Length);
  if Text^ = ',' then
    Inc(Text);
end;

function NextPrefix(var Text: PChar; out Mask: LongWord): Boolean; inline;
var
  Bits: LongInt;
begin
  Bits := 0;
  Mask := 0;
  while Text^ in ['0'..'9'] do
  begin
    Bits := Bits * 10 + Ord(Text^) - Ord('0');
    if Bits > 32 then
      Exit(False);
    Inc(Text);
  end;
  if Bits > 0 then
    Mask := LongWord($FFFFFFFF) shl (32 - Bits);
  Result := Text^ in [#0, ','];
  if Text^ = ',' then
    Inc(Text);
end;

{ address/prefix[,gateway[,name server...]] }
function ReadFixed(Text: PChar; var Settings: TNetSettings): Boolean; inline;
var
  Length: LongInt;
begin
  Length := WordLength(Text);
  Result := ParseIp4(Text, Length, Settings.Address) and (Text[Length] = '/');
  Inc(Text, Length + 1);
  Result := Result and NextPrefix(Text, Settings.Mask);
  if not Result or (Text^ = #0) then
    Exit;
  Result := NextAddress(Text, Settings.Gateway);
  while Result and (Text^ <> #0) and (Settings.NameServerCount < NameServerLimit) do
  begin
    Result := NextAddress(Text, Settings.NameServers[Settings.NameServerCount]);
    Inc(Settings.NameServerCount);
  end;
end;

function ReadSettings(Text: PChar): TNetSettings;
begin
  FillChar(Result, SizeOf(Result), 0);
  Result.Kind := netDhcp;
  if Text = nil then
    Exit;
  if (Text[0] = 'o') and (Text[1] = 'f') and (Text[2] = 'f') and (Text[3] = #0) then
    Result.Kind := netOff
  else if ReadFixed(Text, Result) then
    Result.Kind := netFixed;
end;

end.
