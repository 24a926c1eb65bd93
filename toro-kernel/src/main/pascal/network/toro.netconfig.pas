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
    Address, Mask: LongWord;
    NameServerCount: LongInt;
    case Boolean of
      False: (Others: array[0..NameServerLimit] of LongWord);
      True: (Gateway: LongWord;
        NameServers: array[0..NameServerLimit - 1] of LongWord);
  end;

{ Text is what follows `toro.net=`, nil when the word is absent. }
function ReadSettings(Text: PChar): TNetSettings;

implementation

uses
  Toro.NetBytes;

{ Reads the prefix length behind the slash and moves Text behind it. }
function TakePrefix(var Text: PChar; out Mask: LongWord): Boolean; inline;
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
  Result := True;
end;

{ address/prefix[,gateway[,name server...]] }
function ReadFixed(Text: PChar; var Settings: TNetSettings): Boolean; inline;
var
  Count: LongInt;
begin
  Result := TakeIp4(Text, Settings.Address) and (Text^ = '/');
  if not Result then
    Exit;
  Inc(Text);
  Result := TakePrefix(Text, Settings.Mask);
  Count := 0;
  while Result and (Text^ = ',') and (Text[1] <> #0) and (Count <= NameServerLimit) do
  begin
    Inc(Text);
    { The first of them is the gateway. }
    Result := TakeIp4(Text, Settings.Others[Count]);
    Inc(Count);
  end;
  if Text^ = ',' then
    { Nothing behind it, or more name servers than are used }
    Inc(Text, StrLen(Text));
  Result := Result and (Text^ = #0);
  if Count > 1 then
    Settings.NameServerCount := Count - 1;
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
