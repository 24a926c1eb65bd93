{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's network interface, as programs of 2019 use it: a card is dedicated to the calling core with fixed
  addresses; a service is a thread that gets callbacks. It runs on the same stack as the sockets of the
  run-time library, and a program may use both. The parts: Toro.NetServices (threads and callbacks) and
  Toro.NetPackets (ICMP and raw packets). }
unit Network;

{$mode objfpc}

interface

uses
  Process, Toro.NetServices, Toro.NetPackets;

const
  SOCKET_DATAGRAM = 1;
  SOCKET_STREAM = 2;

type
  TIPAddress = Toro.NetServices.TIPAddress;
  PSocket = Toro.NetServices.PSocket;
  TSocket = Toro.NetServices.TSocket;
  TInitProc = Toro.NetServices.TInitProc;
  TSocketProc = Toro.NetServices.TSocketProc;
  PNetworkHandler = Toro.NetServices.PNetworkHandler;
  TNetworkHandler = Toro.NetServices.TNetworkHandler;
  PPacket = Toro.NetPackets.PPacket;
  TPacket = Toro.NetPackets.TPacket;
  PEthHeader = Toro.NetPackets.PEthHeader;
  TEthHeader = Toro.NetPackets.TEthHeader;
  PIPHeader = Toro.NetPackets.PIPHeader;
  TIPHeader = Toro.NetPackets.TIPHeader;
  PICMPHeader = Toro.NetPackets.PICMPHeader;
  TICMPHeader = Toro.NetPackets.TICMPHeader;
  PTCPHeader = Toro.NetPackets.PTCPHeader;
  TTCPHeader = Toro.NetPackets.TTCPHeader;

{ Gives the card Name its addresses, four bytes each, and brings it up for the calling core. A Handler is a
  thread that gets every packet instead of the stack. A wrong name or a second call is silent. }
procedure DedicateNetwork(const Name: AnsiString; const IP, Gateway, Mask: array of Byte;
  Handler: TThreadFunc);
{ Starts the thread of a service on this core; Handler must stay alive. }
procedure SysRegisterNetworkService(Handler: PNetworkHandler);
{ A new socket, or nil without memory. }
function SysSocket(SocketType: LongInt): PSocket;
function SysSocketBind(Socket: PSocket; IPLocal, IPRemote: TIPAddress;
  LocalPort: LongInt): Boolean;
{ Takes connections at Socket.SourcePort; in the service's thread, from DoInit. }
function SysSocketListen(Socket: PSocket; QueueLen: LongInt): Boolean;
{ Opens a connection to DestIp and DestPort; DoConnect or DoConnectFail tells how it went. }
function SysSocketConnect(Socket: PSocket): Boolean;
{ The next callback: DoReceive when there is data, DoClose when the peer is gone, DoTimeOut after TimeOut
  milliseconds. Does not block; always True. }
function SysSocketSelect(Socket: PSocket; TimeOut: LongInt): Boolean;
{ What has arrived, up to AddrLen bytes; 0: nothing. }
function SysSocketRecv(Socket: PSocket; Addr: PChar; AddrLen, Flags: UInt32): LongInt;
function SysSocketPeek(Socket: PSocket; Addr: PChar; AddrLen: UInt32): LongInt;
{ Queues all of it and answers AddrLen; less when the connection ended. }
function SysSocketSend(Socket: PSocket; Addr: PChar; AddrLen, Flags: UInt32): LongInt;
{ Ends the connection after what is queued; Socket is not to be used again. }
procedure SysSocketClose(Socket: PSocket);

{ "a.b.c.d" up to a blank or the end. }
procedure IPStrtoArray(Ip: PChar; out Result: array of Byte);
procedure _IPAddress(const Ip: array of Byte; var Result: TIPAddress);
procedure _IPAddresstoArray(const Ip: TIPAddress; var Result: array of Byte);
function SwapWORD(n: Word): Word;

{ Sends an echo request. 0: sent; 1: nobody has the address, or no memory. }
function ICMPSendEcho(IpDest: TIPAddress; Data: Pointer; len: LongInt; seq, id: Word): LongInt;
{ The oldest echo reply, waiting up to 50 ms; nil: none. ToroFreeMem gives it back. }
function ICMPPoolPackets: PPacket;
{ For a thread that was given to DedicateNetwork: the next packet, waiting for it; and sending one. }
function SysNetworkRead: PPacket;
procedure SysNetworkSend(Packet: PPacket);
{ The card's own address. }
function GetLocalMAC(out Mac: array of Byte): Boolean;

implementation

uses
  Toro.NetHost;

procedure DedicateNetwork(const Name: AnsiString; const IP, Gateway, Mask: array of Byte;
  Handler: TThreadFunc);
var
  Thread: TThreadID;
begin
  if not DedicateInterface(Name, AddressOf4(IP), AddressOf4(Gateway), AddressOf4(Mask),
    Handler <> nil) then
    Exit;
  if Handler <> nil then
    BeginThread(nil, 0, Handler, nil, ThisCoreId, Thread);
end;

procedure SysRegisterNetworkService(Handler: PNetworkHandler);
begin
  StartService(Handler);
end;

function SysSocket(SocketType: LongInt): PSocket;
begin
  Result := NewSocket(SocketType);
end;

function SysSocketBind(Socket: PSocket; IPLocal, IPRemote: TIPAddress;
  LocalPort: LongInt): Boolean;
begin
  Socket^.SourceIP := IPLocal;
  Socket^.DestIp := IPRemote;
  Socket^.SourcePort := LocalPort;
  Result := True;
end;

function SysSocketListen(Socket: PSocket; QueueLen: LongInt): Boolean;
begin
  Result := ListenSocket(Socket, QueueLen);
end;

function SysSocketConnect(Socket: PSocket): Boolean;
begin
  Result := ConnectSocket(Socket);
end;

function SysSocketSelect(Socket: PSocket; TimeOut: LongInt): Boolean;
begin
  SelectSocket(Socket, TimeOut);
  Result := True;
end;

function SysSocketRecv(Socket: PSocket; Addr: PChar; AddrLen, Flags: UInt32): LongInt;
begin
  Result := ReceiveSocket(Socket, Addr, AddrLen, False);
end;

function SysSocketPeek(Socket: PSocket; Addr: PChar; AddrLen: UInt32): LongInt;
begin
  Result := ReceiveSocket(Socket, Addr, AddrLen, True);
end;

function SysSocketSend(Socket: PSocket; Addr: PChar; AddrLen, Flags: UInt32): LongInt;
begin
  Result := SendSocket(Socket, Addr, AddrLen);
end;

procedure SysSocketClose(Socket: PSocket);
begin
  CloseSocket(Socket);
end;

procedure IPStrtoArray(Ip: PChar; out Result: array of Byte);
var
  Octet, Value: LongInt;
begin
  for Octet := 0 to 3 do
  begin
    Value := 0;
    while Ip^ in ['0'..'9'] do
    begin
      Value := Value * 10 + Ord(Ip^) - Ord('0');
      Inc(Ip);
    end;
    Result[Octet] := Byte(Value);
    if Ip^ = '.' then
      Inc(Ip);
  end;
end;

procedure _IPAddress(const Ip: array of Byte; var Result: TIPAddress);
begin
  Result := Ip[0] or Ip[1] shl 8 or Ip[2] shl 16 or TIPAddress(Ip[3]) shl 24;
end;

procedure _IPAddresstoArray(const Ip: TIPAddress; var Result: array of Byte);
var
  Octet: LongInt;
begin
  for Octet := 0 to 3 do
    Result[Octet] := Byte(Ip shr (8 * Octet));
end;

function SwapWORD(n: Word): Word;
begin
  Result := SwapEndian(n);
end;

function ICMPSendEcho(IpDest: TIPAddress; Data: Pointer; len: LongInt; seq, id: Word): LongInt;
begin
  Result := Ord(not SendEchoTo(IpDest, Data, len, seq, id));
end;

function ICMPPoolPackets: PPacket;
begin
  Result := NextEchoReply;
end;

function SysNetworkRead: PPacket;
begin
  Result := NextRawPacket;
end;

procedure SysNetworkSend(Packet: PPacket);
begin
  SendRawPacket(Packet);
end;

function GetLocalMAC(out Mac: array of Byte): Boolean;
begin
  Result := LocalMac(Mac);
end;

end.
