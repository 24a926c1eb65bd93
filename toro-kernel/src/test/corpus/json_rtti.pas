{ SPDX-License-Identifier: Apache-2.0 }
program json_rtti;
{$mode objfpc}{$H+}{$M+}
uses
  SysUtils, Classes, fpjson, fpjsonrtti, jsonparser;
type
  TLevel = (low, high);
  TConfig = class(TPersistent)
  private
    FPort: Integer; FHost: string; FLevel: TLevel; FItems: TStrings;
  public
    constructor Create;
    destructor Destroy; override;
  published
    property Port: Integer read FPort write FPort;
    property Host: string read FHost write FHost;
    property Level: TLevel read FLevel write FLevel;
    property Items: TStrings read FItems;
  end;
constructor TConfig.Create;
begin
  FItems := TStringList.Create;
end;
destructor TConfig.Destroy;
begin
  FItems.Free; inherited;
end;
var
  C: TConfig; S: TJSONStreamer; D: TJSONDeStreamer; O: TJSONObject;
begin
  C := TConfig.Create; C.Port := 80; C.Host := 'h'; C.Level := high; C.Items.Add('i1');
  S := TJSONStreamer.Create(nil); O := S.ObjectToJSON(C); WriteLn(O.AsJSON); O.Free; S.Free;
  D := TJSONDeStreamer.Create(nil); D.JSONToObject('{"Port":8080,"Host":"example","Level":"low"}', C); WriteLn(C.Port, C.Host, Ord(C.Level)); D.Free; C.Free;
end.
