{ SPDX-License-Identifier: Apache-2.0 }
{ The run-time library's resolver, NetDB, reads /etc/hosts and /etc/resolv.conf before the program. Here it waits until
  the program asks it for the first time: most servers never do. Where something else than NetDB reads its variables
  it reads the files at once (overrides.txt). Called in place of NetDB's initialization and of what it offers; used
  by Networking. }
unit Toro.Resolver;

{$mode objfpc}
{$asmmode intel}

interface

implementation

uses
  Toro.Waiting;

const
  stDone = 0;
  stPending = 1;
  stReading = 2;

var
  State: LongInt = stDone;

procedure RealInitialization; external name '__real_INIT$_$NETDB';

procedure ReadAtOnce; [public, alias: 'toro_resolver_at_once'];
begin
  RealInitialization;
end;

const
  { nil in an image where nothing but NetDB refers to its variables }
  AtOnce: procedure = @ReadAtOnce;

procedure Initialize; [public, alias: '__wrap_INIT$_$NETDB'];
begin
  if AtOnce <> nil then
    AtOnce()
  else
    State := stPending;
end;

{ Who comes while another thread reads the files waits for their end. }
procedure ReadFiles;
begin
  if InterlockedCompareExchange(State, stReading, stPending) = stPending then
  begin
    RealInitialization;
    State := stDone;
  end;
  while State = stReading do
    YieldCore;
end;

{ Keeps what may hold parameters. }
procedure EnsureRead; assembler; nostackframe;
asm
  cmp dword ptr [rip + State], stDone
  je @done
  push rdi
  push rsi
  push rdx
  push rcx
  push r8
  push r9
  call ReadFiles
  pop r9
  pop r8
  pop rcx
  pop rdx
  pop rsi
  pop rdi
@done:
end;

procedure RealGetHostByAddr; external
  name '__real_NETDB_$$_GETHOSTBYADDR$IN_ADDR$THOSTENTRY$$BOOLEAN';
procedure WrapGetHostByAddr; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETHOSTBYADDR$IN_ADDR$THOSTENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealGetHostByAddr
end;

procedure RealGetHostByName; external
  name '__real_NETDB_$$_GETHOSTBYNAME$ANSISTRING$THOSTENTRY$$BOOLEAN';
procedure WrapGetHostByName; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETHOSTBYNAME$ANSISTRING$THOSTENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealGetHostByName
end;

procedure RealGetNetworkByAddr; external
  name '__real_NETDB_$$_GETNETWORKBYADDR$IN_ADDR$TNETWORKENTRY$$BOOLEAN';
procedure WrapGetNetworkByAddr; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETNETWORKBYADDR$IN_ADDR$TNETWORKENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealGetNetworkByAddr
end;

procedure RealGetNetworkByName; external
  name '__real_NETDB_$$_GETNETWORKBYNAME$ANSISTRING$TNETWORKENTRY$$BOOLEAN';
procedure WrapGetNetworkByName; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETNETWORKBYNAME$ANSISTRING$TNETWORKENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealGetNetworkByName
end;

procedure RealGetProtocolByName; external
  name '__real_NETDB_$$_GETPROTOCOLBYNAME$ANSISTRING$TPROTOCOLENTRY$$BOOLEAN';
procedure WrapGetProtocolByName; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETPROTOCOLBYNAME$ANSISTRING$TPROTOCOLENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealGetProtocolByName
end;

procedure RealGetProtocolByNumber; external
  name '__real_NETDB_$$_GETPROTOCOLBYNUMBER$LONGINT$TPROTOCOLENTRY$$BOOLEAN';
procedure WrapGetProtocolByNumber; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETPROTOCOLBYNUMBER$LONGINT$TPROTOCOLENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealGetProtocolByNumber
end;

procedure RealGetServiceByName; external
  name '__real_NETDB_$$_GETSERVICEBYNAME$ANSISTRING$ANSISTRING$TSERVICEENTRY$$BOOLEAN';
procedure WrapGetServiceByName; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETSERVICEBYNAME$ANSISTRING$ANSISTRING$TSERVICEENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealGetServiceByName
end;

procedure RealGetServiceByPort; external
  name '__real_NETDB_$$_GETSERVICEBYPORT$WORD$ANSISTRING$TSERVICEENTRY$$BOOLEAN';
procedure WrapGetServiceByPort; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETSERVICEBYPORT$WORD$ANSISTRING$TSERVICEENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealGetServiceByPort
end;

procedure RealResolveAddress; external
  name '__real_NETDB_$$_RESOLVEADDRESS$IN_ADDR$array_of_ANSISTRING$$LONGINT';
procedure WrapResolveAddress; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_RESOLVEADDRESS$IN_ADDR$array_of_ANSISTRING$$LONGINT'];
asm
  call EnsureRead
  jmp RealResolveAddress
end;

procedure RealResolveAddress6; external
  name '__real_NETDB_$$_RESOLVEADDRESS6$IN6_ADDR$array_of_ANSISTRING$$LONGINT';
procedure WrapResolveAddress6; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_RESOLVEADDRESS6$IN6_ADDR$array_of_ANSISTRING$$LONGINT'];
asm
  call EnsureRead
  jmp RealResolveAddress6
end;

procedure RealResolveHostByAddr; external
  name '__real_NETDB_$$_RESOLVEHOSTBYADDR$IN_ADDR$THOSTENTRY$$BOOLEAN';
procedure WrapResolveHostByAddr; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_RESOLVEHOSTBYADDR$IN_ADDR$THOSTENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealResolveHostByAddr
end;

procedure RealResolveHostByAddr6; external
  name '__real_NETDB_$$_RESOLVEHOSTBYADDR6$IN6_ADDR$THOSTENTRY6$$BOOLEAN';
procedure WrapResolveHostByAddr6; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_RESOLVEHOSTBYADDR6$IN6_ADDR$THOSTENTRY6$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealResolveHostByAddr6
end;

procedure RealResolveHostByName; external
  name '__real_NETDB_$$_RESOLVEHOSTBYNAME$ANSISTRING$THOSTENTRY$$BOOLEAN';
procedure WrapResolveHostByName; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_RESOLVEHOSTBYNAME$ANSISTRING$THOSTENTRY$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealResolveHostByName
end;

procedure RealResolveHostByName6; external
  name '__real_NETDB_$$_RESOLVEHOSTBYNAME6$ANSISTRING$THOSTENTRY6$$BOOLEAN';
procedure WrapResolveHostByName6; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_RESOLVEHOSTBYNAME6$ANSISTRING$THOSTENTRY6$$BOOLEAN'];
asm
  call EnsureRead
  jmp RealResolveHostByName6
end;

procedure RealResolveName; external
  name '__real_NETDB_$$_RESOLVENAME$ANSISTRING$array_of_IN_ADDR$$LONGINT';
procedure WrapResolveName; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_RESOLVENAME$ANSISTRING$array_of_IN_ADDR$$LONGINT'];
asm
  call EnsureRead
  jmp RealResolveName
end;

procedure RealResolveName6; external
  name '__real_NETDB_$$_RESOLVENAME6$ANSISTRING$array_of_IN6_ADDR$$LONGINT';
procedure WrapResolveName6; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_RESOLVENAME6$ANSISTRING$array_of_IN6_ADDR$$LONGINT'];
asm
  call EnsureRead
  jmp RealResolveName6
end;

procedure RealGetDNSServers; external
  name '__real_NETDB_$$_GETDNSSERVERS$ANSISTRING$$LONGINT';
procedure WrapGetDNSServers; assembler; nostackframe;
  [public, alias: '__wrap_NETDB_$$_GETDNSSERVERS$ANSISTRING$$LONGINT'];
asm
  call EnsureRead
  jmp RealGetDNSServers
end;

end.
