{ SPDX-License-Identifier: Apache-2.0 }
program csv_dataset;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes, DB, BufDataset;
var
  D: TBufDataset;
begin
  D := TBufDataset.Create(nil); D.FieldDefs.Add('id', ftInteger); D.FieldDefs.Add('name', ftString, 20); D.FieldDefs.Add('amount', ftFloat); D.CreateDataset; D.Open;
  D.AppendRecord([1, 'one', 1.5]); D.AppendRecord([2, 'two', 2.5]); D.AppendRecord([3, 'three', 3.5]); D.First;
  while not D.Eof do begin Write(D.FieldByName('id').AsInteger, D.Fields[1].AsString, D.Fields[2].AsFloat:0:1, ' '); D.Next end;
  WriteLn(D.RecordCount, D.Locate('name', 'two', []), D.Fields[0].AsInteger); D.Edit; D.Fields[1].AsString := 'TWO'; D.Post; D.Filter := 'id > 1'; D.Filtered := True; D.First; WriteLn(D.Fields[1].AsString); D.Delete; WriteLn(D.RecordCount); D.Free;
end.
