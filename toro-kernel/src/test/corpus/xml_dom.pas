{ SPDX-License-Identifier: Apache-2.0 }
program xml_dom;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes, DOM, XMLRead, XMLWrite, XPath;
var
  D: TXMLDocument; S: TStringStream; N: TDOMNode; E: TDOMElement; V: TXPathVariable;
begin
  S := TStringStream.Create('<?xml version="1.0"?><r a="1"><i id="x">one</i><i id="y">two &amp; &#65;</i><!-- c --><![CDATA[<raw>]]></r>');
  ReadXMLFile(D, S); S.Free; WriteLn(D.DocumentElement.NodeName, ' ', D.DocumentElement.GetAttribute('a'), ' ', D.DocumentElement.ChildNodes.Count);
  N := D.DocumentElement.FirstChild; while N <> nil do begin WriteLn(N.NodeType, ' ', N.NodeName, ' ', N.TextContent); N := N.NextSibling end;
  V := EvaluateXPathExpression('count(/r/i)', D.DocumentElement); WriteLn(V.AsNumber:0:0); V.Free; V := EvaluateXPathExpression('/r/i[@id="y"]', D.DocumentElement); WriteLn(V.AsText); V.Free;
  E := D.CreateElement('new'); E.SetAttribute('q', '"<'); E.AppendChild(D.CreateTextNode('t>')); D.DocumentElement.AppendChild(E);
  S := TStringStream.Create(''); WriteXMLFile(D, S); WriteLn(S.DataString); S.Free; D.Free;
  S := TStringStream.Create('<a><b></a>'); try ReadXMLFile(D, S) except on X: Exception do WriteLn(X.ClassName) end; S.Free;
end.
