{ SPDX-License-Identifier: Apache-2.0 }
{ Who reads the variables of the stock resolver finds them filled at the program's first line. }
program net_resolver_variables;

{$mode objfpc}{$H+}

uses
  NetDB;

begin
  WriteLn(Length(DNSServers), ' name server, first octet ', DNSServers[0].s_bytes[1]);
  Halt(0);
end.
