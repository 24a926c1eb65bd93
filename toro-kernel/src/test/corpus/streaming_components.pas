{ SPDX-License-Identifier: Apache-2.0 }
program streaming_components;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes;
type
  TPart = class(TComponent)
  private
    FSize: Integer; FCaption: string; FItems: TStringList;
    procedure SetItems(V: TStringList);
  public
    constructor Create(O: TComponent); override;
    destructor Destroy; override;
  published
    property Size: Integer read FSize write FSize default 1;
    property Caption: string read FCaption write FCaption;
    property Items: TStringList read FItems write SetItems;
  end;
procedure TPart.SetItems(V: TStringList);
begin
  FItems.Assign(V);
end;
constructor TPart.Create(O: TComponent);
begin
  inherited; FItems := TStringList.Create; FSize := 1;
end;
destructor TPart.Destroy;
begin
  FItems.Free; inherited;
end;
var
  P, Q: TPart; M, T: TMemoryStream; S: string;
begin
  P := TPart.Create(nil); P.Name := 'Main'; P.Size := 5; P.Caption := 'Grüße'; P.Items.CommaText := 'a,b';
  M := TMemoryStream.Create; T := TMemoryStream.Create; M.WriteComponent(P); WriteLn(M.Size); M.Position := 0; ObjectBinaryToText(M, T); SetString(S, PChar(T.Memory), T.Size); Write(S);
  M.Position := 0; Q := TPart.Create(nil); M.ReadComponent(Q); WriteLn(Q.Name, Q.Size, Q.Items.Count, Q.Caption = P.Caption);
  T.Position := 0; M.Clear; ObjectTextToBinary(T, M); WriteLn(M.Size); P.Free; Q.Free; M.Free; T.Free;
end.
