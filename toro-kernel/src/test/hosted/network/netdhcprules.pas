{ SPDX-License-Identifier: Apache-2.0 }
{ What RFC 2131 demands of a DHCP client, and RFC 826 and 5227 of a host on a link, a test each:
  docs/HOST-CONFORMANCE.md lists them. The server and the neighbours follow a script. }
unit NetDhcpRules;

{$mode objfpc}

interface

{ Runs the case Name, or all for `conformance4`; False when there is none of the name. }
function RunDhcpRules(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.NetBytes, Toro.NetStack, Toro.Dhcp, Toro.Udp, Toro.Tcp, Toro.Ethernet, NetSim, NetScript;

const
  Lent = AddressA + 40;
  Discover = 1; Offer = 2; Request = 3; Decline = 4; Acknowledge = 5; Refuse = 6;

type
  { A message of the client, or an ARP packet of A. }
  TSaid = record
    Kind: Byte;                        { 0: ARP }
    At: Int64;
    Target, Client, Asked, Server: LongWord;
    Wanted: AnsiString;
    Arp: TArpPacket;
  end;

var
  Asking: TDhcpClient;
  Leases: LongInt;
  Said: array[0..999] of TSaid;
  Count, Segments: LongInt;
  Transaction: LongWord;
  { Options of the next answers beside their kind and the server's name. }
  Extra: AnsiString;
  ServerName: LongWord;

procedure LeaseCame(Client: PDhcpClient);
begin
  Inc(Leases);
end;

function Big(Value: LongWord): AnsiString;
begin
  Result := Chr(Value shr 24) + Chr(Byte(Value shr 16)) + Chr(Byte(Value shr 8)) + Chr(Byte(Value));
end;

procedure KeepMessage(Ip: PByte);
var
  Message, Option: PByte;
begin
  Message := Ip + 28;
  with Said[Count] do
  begin
    Kind := Message[242];
    At := SimNow;
    Target := BEtoN(PLongWord(Ip + 16)^);
    Client := BEtoN(PLongWord(Message + 12)^);
    Asked := 0;
    Server := 0;
    Wanted := '';
    Transaction := PLongWord(Message + 4)^;
    Option := Message + 240;
    while Option^ <> 255 do
    begin
      case Option^ of
        50: Asked := BEtoN(PLongWord(Option + 2)^);
        54: Server := BEtoN(PLongWord(Option + 2)^);
        55: SetString(Wanted, PAnsiChar(Option + 2), Option[1]);
      end;
      Inc(Option, 2 + Option[1]);
    end;
  end;
  Inc(Count);
end;

procedure Listen(FromA: Boolean; Frame: PByte; Size: LongInt; var Drop: Boolean);
begin
  Drop := True;
  if not FromA then
    Exit;
  Check(Count < High(Said), 'not too much is said');
  if (Frame[12] = 8) and (Frame[13] = 6) then
  begin
    Said[Count].Kind := 0;
    Said[Count].At := SimNow;
    Said[Count].Arp := PArpPacket(Frame + 14)^;
    Inc(Count);
  end
  else if Frame[23] = ProtocolTcp then
    Inc(Segments)
  else if (Frame[23] = ProtocolUdp) and (BEtoN(PWord(Frame + 36)^) = 67) then
    KeepMessage(Frame + 14);
end;

{ The server says Kind about Lent; Boot lies in the field of the boot file. }
procedure Serve(Kind: Byte; const Boot: AnsiString = '');
var
  Frame: array[0..699] of Byte;
  Message: PByte;
  Options: AnsiString;
  Size: LongInt;
begin
  FillChar(Frame, SizeOf(Frame), 0);
  Options := #53#1 + Chr(Kind) + Extra;
  if ServerName <> 0 then
    Options := Options + #54#4 + Big(ServerName);
  Options := Options + #255;
  Size := 240 + Length(Options);
  FillChar(Frame[0], 6, $FF);
  Frame[12] := 8;
  with PIp4Header(@Frame[14])^ do
  begin
    VersionSize := $45;
    TotalSize := NtoBE(Word(28 + Size));
    Ttl := 64;
    Protocol := ProtocolUdp;
    Source := NtoBE(LongWord(AddressB));
    Destination := $FFFFFFFF;
    Checksum := not FoldSum(SumBytes(@Frame[14], 20, 0));
  end;
  PWord(@Frame[34])^ := NtoBE(Word(67));
  PWord(@Frame[36])^ := NtoBE(Word(68));
  PWord(@Frame[38])^ := NtoBE(Word(8 + Size));
  Message := @Frame[42];
  Message[0] := 2;
  Message[1] := 1;
  Message[2] := 6;
  PLongWord(Message + 4)^ := Transaction;
  PLongWord(Message + 16)^ := NtoBE(LongWord(Lent));
  Move(DeviceA.Mac, Message[28], 6);
  if Boot <> '' then
    Move(Boot[1], Message[108], Length(Boot));
  PLongWord(Message + 236)^ := NtoBE(LongWord($63825363));
  Move(Options[1], Message[240], Length(Options));
  InjectFrame(True, Frame, 42 + Size);
  RunSim(1);
end;

procedure SayArp(Operation: Word; Sender, Target: LongWord; LastOfMac: Byte; ToAll: Boolean);
var
  Frame: array[0..59] of Byte;
begin
  FillChar(Frame, SizeOf(Frame), 0);
  if ToAll then
    FillChar(Frame, 6, $FF)
  else
    Move(DeviceA.Mac, Frame[0], 6);
  Frame[12] := 8;
  Frame[13] := 6;
  with PArpPacket(@Frame[14])^ do
  begin
    Hardware := NtoBE(Word(1));
    Protocol := NtoBE(Word(EthernetIp4));
    HardwareSize := 6;
    ProtocolSize := 4;
    SenderMac := DeviceB.Mac;
    SenderMac[5] := LastOfMac;
    SenderAddress := NtoBE(Sender);
    TargetAddress := NtoBE(Target);
  end;
  PWord(@Frame[20])^ := NtoBE(Operation);
  InjectFrame(True, Frame, SizeOf(Frame));
  RunSim(1);
end;

{ What was said last; fails when that was nothing. }
function Last: TSaid;
begin
  Check(Count > 0, 'something is said');
  Result := Said[Count - 1];
end;

procedure Start;
begin
  Count := 0;
  Leases := 0;
  Extra := #1#4#255#255#255#0 + #51#4 + Big(1000);
  ServerName := AddressB;
  Watch := @Listen;
  ForgetNeighbours(A, nil);
  DeviceA.Address := 0;
  Check(StartDhcp(@Asking, @DeviceA, @LeaseCame), 'started');
  RunSim(1);
end;

procedure Bound;
begin
  Start;
  Serve(Offer);
  Serve(Acknowledge);
  Check((DeviceA.Address = Lent) and (Leases = 1), 'bound');
end;

{ Of the messages of a kind since Count was 0, the times between them. }
procedure CheckBackOff;
var
  Index: LongInt;
  Before, Gap: Int64;
  Uneven: Boolean;
begin
  Before := 0;
  Uneven := False;
  for Index := 1 to Count - 1 do
  begin
    Gap := Said[Index].At - Said[Index - 1].At;
    Check(Gap <= 80 * NsPerSecond, 'at most 64 seconds and a quarter');
    if Index in [2..5] then
      Check((Gap > Before) or (Gap * 5 >= Before * 6), 'further apart each time');
    if (Gap mod NsPerSecond <> 0) then
      Uneven := True;
    Before := Gap;
  end;
  Check(Uneven, 'with chance in it');
end;

{ ---- DHCP ---- }

procedure Asks;
begin
  Start;
  with Last do
  begin
    Check((Kind = Discover) and (Target = $FFFFFFFF) and (Client = 0) and (Server = 0), 'DISCOVER to all');
    Check(Wanted = #1#3#6#15, 'says what it wants');
  end;
  Serve(Offer);
  with Last do
  begin
    Check((Kind = Request) and (Target = $FFFFFFFF) and (Client = 0), 'REQUEST to all');
    Check((Asked = Lent) and (Server = AddressB), 'naming address and server');
    Check(Wanted = #1#3#6#15, 'and wants the same');
  end;
  Serve(Acknowledge);
  Check(DeviceA.Address = Lent, 'and the address is set');
end;

procedure BacksOff;
begin
  Start;
  RunSim(400 * NsPerSecond);
  Check((Count >= 7) and (Count <= 14), 'not too often');
  CheckBackOff;
end;

procedure NoServer;
begin
  Start;
  ServerName := 0;
  Serve(Offer);
  Check(Last.Kind = Discover, 'an offer that names no server is none');
  ServerName := AddressB;
  Serve(Offer);
  Check(Last.Kind = Request, 'one that does is taken');
end;

procedure Strange;
begin
  Start;
  Serve(Acknowledge);
  Transaction := Transaction xor 1;
  Serve(Offer);
  Check((Last.Kind = Discover) and (DeviceA.Address = 0), 'answers to nobody''s question change nothing');
  Transaction := Transaction xor 1;
  Extra := Extra + #3#250;
  Serve(Offer);
  Check(Last.Kind = Discover, 'nor does one that is cut off');
end;

procedure Renews;
var
  Before: LongInt;
begin
  Bound;
  Before := Count;
  RunSim(499 * NsPerSecond);
  Check(Count = Before, 'nothing for half of the lease');
  LearnNeighbour(@DeviceA, Ip4(AddressB), DeviceB.Mac, True);
  RunSim(2 * NsPerSecond);
  with Last do
    Check((Kind = Request) and (Target = AddressB) and (Client = Lent) and (Asked = 0) and (Server = 0),
      'T1: the server is asked, by the address in use');
  Before := Count;
  RunSim(300 * NsPerSecond);
  Check((Count - Before >= 1) and (Count - Before <= 4), 'a minute apart at least');
  Check(DeviceA.Address = Lent, 'the address stays');
  Serve(Acknowledge);
  Check(Leases = 2, 'renewed');
  Before := Count;
  RunSim(400 * NsPerSecond);
  Check(Count = Before, 'and quiet again');
end;

procedure Rebinds;
begin
  Bound;
  RunSim(880 * NsPerSecond);
  with Last do
    Check((Kind = Request) and (Target = $FFFFFFFF) and (Client = Lent) and (Asked = 0) and (Server = 0),
      'T2: every server is asked');
  RunSim(110 * NsPerSecond);
  Check(DeviceA.Address = Lent, 'until the lease ends');
  RunSim(20 * NsPerSecond);
  Check((DeviceA.Address = 0) and (Last.Kind = Discover), 'then the address is gone and all begins anew');
end;

procedure Times;
begin
  Start;
  Extra := Extra + #58#4 + Big(100) + #59#4 + Big(300);
  Serve(Offer);
  Serve(Acknowledge);
  LearnNeighbour(@DeviceA, Ip4(AddressB), DeviceB.Mac, True);
  Count := 0;
  RunSim(101 * NsPerSecond);
  Check((Last.Kind = Request) and (Last.Target = AddressB), 'T1 is the server''s to say');
  RunSim(200 * NsPerSecond);
  Check(Last.Target = $FFFFFFFF, 'and T2');
end;

procedure Endless;
begin
  Start;
  Extra := #51#4#255#255#255#255;
  Serve(Offer);
  Serve(Acknowledge);
  Count := 0;
  RunSim(Int64(10) * 365 * 24 * 3600 * NsPerSecond);
  Check((Count = 0) and (DeviceA.Address = Lent), 'an endless lease is not asked about');
end;

procedure Refused;
begin
  Start;
  Serve(Offer);
  Serve(Refuse);
  Check((Last.Kind = Discover) and (DeviceA.Address = 0), 'refused: from the beginning');
  Serve(Offer);
  Serve(Acknowledge);
  RunSim(501 * NsPerSecond);
  Serve(Refuse);
  Check((Last.Kind = Discover) and (DeviceA.Address = 0), 'also when renewing: the address is not used any more');
end;

procedure Declines;
var
  Before: LongInt;
begin
  Bound;
  Check((Last.Kind = 0) and (Last.Arp.SenderAddress = NtoBE(LongWord(Lent)))
    and (Last.Arp.TargetAddress = NtoBE(LongWord(Lent))), 'the address is announced (RFC 5227 2.3)');
  SayArp(2, Lent, Lent, 99, False);
  with Last do
    Check((Kind = Decline) and (Asked = Lent) and (Server = AddressB) and (Client = 0) and (Target = $FFFFFFFF)
      and (Wanted = ''), 'another has it: declined');
  Check(DeviceA.Address = 0, 'and not used');
  Before := Count;
  RunSim(9 * NsPerSecond);
  Check(Count = Before, 'ten seconds later');
  RunSim(2 * NsPerSecond);
  Check(Last.Kind = Discover, 'all begins anew');
end;

procedure Junk;
begin
  Bound;
  Count := 0;
  RunSim(200 * NsPerSecond);
  Transaction := not Transaction;
  Serve(Offer);
  RunSim(100 * NsPerSecond);
  Check(Count = 0, 'what nobody asked for does not move the timers');
end;

procedure Overloaded;
begin
  Start;
  Extra := #51#4 + Big(1000) + #52#1#1;
  Serve(Offer);
  Serve(Acknowledge, #1#4#255#255#0#0 + #3#4 + Big(AddressB) + #255);
  Check((DeviceA.Mask = $FFFF0000) and (DeviceA.Gateway = AddressB), 'options in the boot file''s field');
end;

{ ---- ARP ---- }

procedure Defends;
begin
  Watch := @Listen;
  Count := 0;
  SayArp(1, AddressA, AddressA, 99, True);
  Check((Count = 1) and (Last.Kind = 0) and (Last.Arp.SenderAddress = NtoBE(LongWord(AddressA))),
    'who takes our address is told');
  SayArp(1, AddressA, AddressA, 99, True);
  RunSim(9 * NsPerSecond);
  SayArp(1, AddressA, AddressA, 99, True);
  Check(Count = 1, 'not more than once in ten seconds');
  RunSim(2 * NsPerSecond);
  SayArp(1, AddressA, AddressA, 99, True);
  Check((Count = 2) and (DeviceA.Address = AddressA), 'and the address stays');
end;

procedure Answers;
begin
  Watch := @Listen;
  Count := 0;
  SayArp(1, AddressB, AddressA, 2, True);
  with Last do
    Check((Arp.Operation = NtoBE(Word(2))) and (Arp.SenderAddress = NtoBE(LongWord(AddressA)))
      and (Arp.TargetAddress = NtoBE(LongWord(AddressB))), 'who asks is answered');
  Check(NeighbourKnown(A, Ip4(AddressB)), 'and known from then on');
  Count := 0;
  SayArp(1, AddressB, AddressA + 9, 2, True);
  Check(Count = 0, 'questions to others are theirs');
  SayArp(1, 0, AddressA, 2, True);
  Check(Count <= 1, 'a probe is answered at most');
end;

procedure Asks1;
var
  Error, Index: LongInt;
  Tcb: PTcb;
begin
  Watch := @Listen;
  ForgetNeighbours(A, nil);
  Count := 0;
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), 0, 9, nil, nil, Error);
  RunSim(20 * NsPerSecond);
  for Index := 1 to Count - 1 do
    Check(Said[Index].At - Said[Index - 1].At >= NsPerSecond, 'not more than a question a second (RFC 1122 2.3.2.1)');
  Check(Count >= 3, 'but several');
  TcpAbort(Tcb);
end;

{ A neighbour in doubt is still sent to. }
procedure Doubts;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.NoDelay := True;
  Watch := @Listen;
  Count := 0;
  Segments := 0;
  DoubtNeighbour(A, Ip4(AddressB));
  Check((Count = 1) and (Last.Arp.TargetAddress = NtoBE(LongWord(AddressB))), 'a neighbour in doubt is asked');
  SendText(Tcb, 'on');
  Check(Segments = 1, 'and still sent to');
  RunSim(5 * NsPerSecond);
  Segments := 0;
  SendText(Tcb, 'on');
  Check((Segments = 0) and not NeighbourKnown(A, Ip4(AddressB)), 'until it does not answer');
  LearnNeighbour(@DeviceA, Ip4(AddressB), DeviceB.Mac, True);
  RunSim(301 * NsPerSecond);
  Count := 0;
  Segments := 0;
  SendText(Tcb, 'on');
  Check((Count = 1) and (Segments = 1), 'and so is an old one');
end;

{ ---- IPv4 ---- }

procedure Numbers;
var
  Tcb: PTcb;
  Echo: PUdpEndpoint;
  Ids: array[0..3] of LongInt;
  Index: LongInt;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.NoDelay := True;
  SendText(Tcb, 'a');
  Check(TheAnswer.Id = 0, 'what is not fragmented needs no number (RFC 6864)');
  Echo := UdpOpen(A, ProtocolUdp);
  for Index := 0 to 3 do
  begin
    UdpSend(Echo, Ip4(AddressB), 7, @Ids, 1);
    Ids[Index] := LastId;
  end;
  Check((Ids[1] - Ids[0] <> Ids[2] - Ids[1]) or (Ids[2] - Ids[1] <> Ids[3] - Ids[2]),
    'nobody counts by it what others are sent (RFC 7739)');
  UdpClose(Echo);
end;

const
  Cases: array[0..16] of TCase = (
    (Name: 'dhcp-asks'; Run: @Asks),
    (Name: 'dhcp-back-off'; Run: @BacksOff),
    (Name: 'dhcp-no-server'; Run: @NoServer),
    (Name: 'dhcp-strange'; Run: @Strange),
    (Name: 'dhcp-renews'; Run: @Renews),
    (Name: 'dhcp-rebinds'; Run: @Rebinds),
    (Name: 'dhcp-times'; Run: @Times),
    (Name: 'dhcp-endless'; Run: @Endless),
    (Name: 'dhcp-refused'; Run: @Refused),
    (Name: 'dhcp-declines'; Run: @Declines),
    (Name: 'dhcp-junk'; Run: @Junk),
    (Name: 'dhcp-overload'; Run: @Overloaded),
    (Name: 'arp-defends'; Run: @Defends),
    (Name: 'arp-answers'; Run: @Answers),
    (Name: 'arp-asks'; Run: @Asks1),
    (Name: 'arp-doubts'; Run: @Doubts),
    (Name: 'ip-numbers'; Run: @Numbers));

function RunDhcpRules(const Name: string): Boolean;
begin
  if Name = 'conformance4' then
    Result := RunCases(Cases, 'conformance')
  else
    Result := (Name <> 'conformance') and RunCases(Cases, Name);
end;

end.
