{ SPDX-License-Identifier: Apache-2.0 }
program web_codecs;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes, URIParser, HTTPDefs, base64;
var
  U: TURI;
begin
  U := ParseURI('https://user:pw@example.org:8080/a/b%20c?q=1&r=x#frag'); WriteLn(U.Protocol, ' ', U.Username, ' ', U.Host, ' ', U.Port, ' ', U.Path, ' ', U.Document, ' ', U.Params, ' ', U.Bookmark); WriteLn(EncodeURI(U));
  WriteLn(HTTPEncode('a b&c=d/é'), ' ', HTTPDecode('a+b%26c')); WriteLn(ResolveRelativeURI('http://h/x/y', '../z', U.Path), U.Path);
end.
