{ SPDX-License-Identifier: Apache-2.0 }
{ DHCP client (RFC 2131, options of RFC 2132): asks for an address for one interface, keeps it as long as
  it is lent, and tells the owner what it got. Called by Networking; works on any stack, on a host too. }
unit Toro.Dhcp;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.NetTimers;

const
  NameServerLimit = 3;

type
  TDhcpState = (dhcpSelecting, dhcpRequesting, dhcpBound, dhcpRenewing, dhcpRebinding);

  PDhcpClient = ^TDhcpClient;
  TDhcpChanged = procedure(Client: PDhcpClient);

  TDhcpClient = record
    Device: PNetInterface;
    Endpoint: PUdpEndpoint;
    Timer: TNetTimer;
    State: TDhcpState;
    Transaction: LongWord;
    Attempts: LongInt;
    Server: LongWord;
    { What was offered or lent }
    Address, Mask, Gateway: LongWord;
    NameServers: array[0..NameServerLimit - 1] of LongWord;
    NameServerCount: LongInt;
    Domain: string[63];
    { For how long, asked about again when (T1, T2), since when }
    LeaseNs, RenewNs, RebindNs, BoundAt, DueAt: Int64;
    { Which of the fields ServerName and BootFile hold options as well (RFC 2132 9.3) }
    Overload: Byte;
    OnChanged: TDhcpChanged;
  end;

{ Starts asking. Client lives as long as the interface; OnChanged comes with every new lease. False
  when the port or memory is not to be had. }
function StartDhcp(Client: PDhcpClient; Device: PNetInterface; OnChanged: TDhcpChanged): Boolean;

implementation

uses
  Toro.NetBytes, Toro.NetStack, Toro.Ip, Toro.Udp, Toro.Ethernet;

const
  ClientPort = 68;
  ServerPort = 67;
  Magic = $63825363;
  { Message types (RFC 2132 9.6) }
  TypeDiscover = 1; TypeOffer = 2; TypeRequest = 3; TypeDecline = 4; TypeAck = 5; TypeNak = 6;
  OptionMask = 1; OptionRouter = 3; OptionNameServer = 6; OptionDomain = 15; OptionAddress = 50;
  OptionLease = 51; OptionOverload = 52; OptionType = 53;
  OptionRenew = 58; OptionRebind = 59; OptionServer = 54; OptionWanted = 55; OptionEnd = 255;
  { To the first repetition a second, doubled up to 64 (RFC 2131 4.1 starts at 4: we boot fast). }
  FirstRetryNs = NsPerSecond;
  RetryDoublings = 6;
  RequestLimit = 4;
  { 4.4.5 }
  LeastRenewalNs = 60 * NsPerSecond;
  { 3.1.5: after a refused address; for how long another owner makes us refuse it. }
  DeclineNs = 10 * NsPerSecond;
  ProbationNs = 5 * NsPerSecond;

type
  { RFC 2131 2 }
  PMessage = ^TMessage;
  TMessage = packed record
    Operation, HardwareType, HardwareSize, Hops: Byte;
    Transaction: LongWord;
    Seconds, Flags: Word;
    ClientAddress, YourAddress, ServerAddress, RelayAddress: LongWord;
    Hardware: array[0..15] of Byte;
    ServerName: array[0..63] of Byte;
    BootFile: array[0..127] of Byte;
    Magic: LongWord;
    Options: array[0..63] of Byte;
  end;

procedure PutAddress(var Target: PByte; Option: Byte; Address: LongWord);
begin
  Target[0] := Option;
  Target[1] := 4;
  PLongWord(Target + 2)^ := NtoBE(Address);
  Inc(Target, 6);
end;

procedure FillOptions(Client: PDhcpClient; Kind: Byte; Target: PByte);
begin
  Target[0] := OptionType;
  Target[1] := 1;
  Target[2] := Kind;
  Inc(Target, 3);
  { RFC 2131 table 5: address and server are named only when choosing. }
  if (Client^.State = dhcpRequesting) or (Kind = TypeDecline) then
  begin
    PutAddress(Target, OptionAddress, Client^.Address);
    PutAddress(Target, OptionServer, Client^.Server);
  end;
  Target[0] := OptionEnd;
  if Kind = TypeDecline then
    Exit;
  Target[0] := OptionWanted;
  Target[1] := 4;
  Target[2] := OptionMask;
  Target[3] := OptionRouter;
  Target[4] := OptionNameServer;
  Target[5] := OptionDomain;
  Target[6] := OptionEnd;
end;

procedure FillMessage(Client: PDhcpClient; Kind: Byte; Message: PMessage);
begin
  FillChar(Message^, SizeOf(TMessage), 0);
  Message^.Operation := 1;
  Message^.HardwareType := 1;
  Message^.HardwareSize := 6;
  Message^.Transaction := Client^.Transaction;
  Move(Client^.Device^.Mac, Message^.Hardware, 6);
  Message^.Magic := NtoBE(LongWord(Magic));
  if (Client^.State >= dhcpBound) and (Kind <> TypeDecline) then
    Message^.ClientAddress := NtoBE(Client^.Device^.Address);
  FillOptions(Client, Kind, @Message^.Options);
end;

{ Sent below UDP: the source is 0.0.0.0 and the interface is fixed while there is no address. }
procedure SendMessage(Client: PDhcpClient; Kind: Byte);
var
  Packet: TOutgoing;
  Header: PUdpHeader;
begin
  FillChar(Packet, SizeOf(Packet), 0);
  Packet.Device := Client^.Device;
  Packet.Source := Ip4(Client^.Device^.Address);
  Packet.Destination := Ip4($FFFFFFFF);
  if Client^.State = dhcpRenewing then
  begin
    Packet.Destination := Ip4(Client^.Server);
    Packet.Device := nil;
  end;
  Packet.Protocol := ProtocolUdp;
  Packet.Data := ScratchPayload(Client^.Device^.Stack);
  Packet.Size := SizeOf(TUdpHeader) + SizeOf(TMessage);
  Header := PUdpHeader(Packet.Data);
  Header^.SourcePort := NtoBE(Word(ClientPort));
  Header^.DestinationPort := NtoBE(Word(ServerPort));
  Header^.Size := NtoBE(Word(Packet.Size));
  Header^.Checksum := 0;
  FillMessage(Client, Kind, PMessage(Header + 1));
  Header^.Checksum := not FoldSum(SumBytes(Packet.Data, Packet.Size,
    PseudoSum(Packet.Source, Packet.Destination, ProtocolUdp, Packet.Size)));
  IpSend(Client^.Device^.Stack, Packet);
end;

procedure SetClientTimer(Client: PDhcpClient; DelayNs: Int64);
begin
  Client^.DueAt := Client^.Device^.Stack^.Clock() + DelayNs;
  SetTimer(Client^.Device^.Stack^.Timers, @Client^.Timer, Client^.DueAt);
end;

{ An exponential back-off with a quarter of chance in it (4.1), so that hosts that started together do not ask
  together for ever. }
procedure SendAndRepeat(Client: PDhcpClient);
var
  Doublings: LongInt;
  Delay: Int64;
begin
  if Client^.State = dhcpSelecting then
    SendMessage(Client, TypeDiscover)
  else
    SendMessage(Client, TypeRequest);
  Doublings := Client^.Attempts;
  if Doublings > RetryDoublings then
    Doublings := RetryDoublings;
  Inc(Client^.Attempts);
  Delay := FirstRetryNs shl Doublings;
  Dec(Delay, Delay div 4);
  SetClientTimer(Client, Delay + Int64(Client^.Device^.Stack^.Random() mod QWord(FirstRetryNs shl Doublings div 2)));
end;

{ Half of what is left until T2, or until the end, at least a minute (4.4.5). }
procedure SendRenewal(Client: PDhcpClient; Age: Int64);
var
  Left: Int64;
begin
  SendMessage(Client, TypeRequest);
  Left := Client^.LeaseNs - Age;
  if Client^.State = dhcpRenewing then
    Left := Client^.RebindNs - Age;
  if Left > 2 * LeastRenewalNs then
    Left := Left div 2
  else if Left > LeastRenewalNs then
    Left := LeastRenewalNs;
  SetClientTimer(Client, Left);
end;

procedure Restart(Client: PDhcpClient);
begin
  Client^.State := dhcpSelecting;
  Client^.Attempts := 0;
  Client^.Server := 0;
  Client^.LeaseNs := 0;
  Client^.Transaction := LongWord(Client^.Device^.Stack^.Random());
  ConfigureInterface(Client^.Device, 0, 0, 0);
  SendAndRepeat(Client);
end;

{ Another host has what was lent to us: it is refused (3.1.5), and all begins anew later. Not once the address has
  been in use for a while: else anybody on the link could take it away. }
procedure Refuse(Device: PNetInterface; Owner: Pointer);
var
  Client: PDhcpClient;
begin
  Client := PDhcpClient(Owner);
  if Device^.Stack^.Clock() - Client^.BoundAt > ProbationNs then
  begin
    Device^.OnConflict := nil;
    Exit;
  end;
  ConfigureInterface(Device, 0, 0, 0);
  SendMessage(Client, TypeDecline);
  Client^.State := dhcpSelecting;
  Client^.Attempts := 0;
  Client^.Server := 0;
  SetClientTimer(Client, DeclineNs);
end;

{ Takes up one option that matters. Value has Size bytes. }
procedure TakeOption(Client: PDhcpClient; Option: Byte; Value: PByte; Size: LongInt;
  out Kind: Byte);
var
  Number: LongInt;
begin
  Kind := 0;
  if (Option = OptionType) and (Size = 1) then
    Kind := Value^;
  if (Option = OptionOverload) and (Size = 1) then
    Client^.Overload := Value^;
  if Option = OptionDomain then
  begin
    if Size > 63 then
      Size := 63;
    SetLength(Client^.Domain, Size);
    Move(Value^, Client^.Domain[1], Size);
  end;
  if Size < 4 then
    Exit;
  case Option of
    OptionMask: Client^.Mask := BEtoN(PLongWord(Value)^);
    OptionRouter: Client^.Gateway := BEtoN(PLongWord(Value)^);
    OptionServer: Client^.Server := BEtoN(PLongWord(Value)^);
    OptionLease: Client^.LeaseNs := BEtoN(PLongWord(Value)^) * NsPerSecond;
    OptionRenew: Client^.RenewNs := BEtoN(PLongWord(Value)^) * NsPerSecond;
    OptionRebind: Client^.RebindNs := BEtoN(PLongWord(Value)^) * NsPerSecond;
    OptionNameServer:
      begin
        Client^.NameServerCount := 0;
        for Number := 0 to Size div 4 - 1 do
          if Number < NameServerLimit then
          begin
            Client^.NameServers[Number] := BEtoN(PLongWord(Value)[Number]);
            Inc(Client^.NameServerCount);
          end;
      end;
  end;
end;

{ The message type, after taking up the options; 0 when it is malformed. }
function TakeOptions(Client: PDhcpClient; Data: PByte; Size: LongInt): Byte;
var
  Length: LongInt;
  Kind: Byte;
begin
  Result := 0;
  while (Size > 0) and (Data^ <> OptionEnd) do
  begin
    Length := 1;
    if Data^ <> 0 then
    begin
      if Size < 2 then
        Exit(0);
      Length := 2 + Data[1];
      if Length > Size then
        Exit(0);
      TakeOption(Client, Data[0], Data + 2, Data[1], Kind);
      if Kind <> 0 then
        Result := Kind;
    end;
    Inc(Data, Length);
    Dec(Size, Length);
  end;
end;

{ T1 and T2: what the server says, if it makes sense (4.4.5). }
procedure SetTimes(Client: PDhcpClient); inline;
begin
  if Client^.LeaseNs <= 0 then
    Client^.LeaseNs := 3600 * NsPerSecond;
  if (Client^.RebindNs <= 0) or (Client^.RebindNs >= Client^.LeaseNs) then
    Client^.RebindNs := Client^.LeaseNs div 8 * 7;
  if (Client^.RenewNs <= 0) or (Client^.RenewNs >= Client^.RebindNs) then
    Client^.RenewNs := Client^.LeaseNs div 2;
  if Client^.RenewNs > Client^.RebindNs then
    Client^.RenewNs := Client^.RebindNs;
end;

procedure Bind(Client: PDhcpClient);
var
  Renewed: Boolean;
begin
  Renewed := (Client^.State > dhcpBound) and (Client^.Device^.Address = Client^.Address);
  Client^.State := dhcpBound;
  Client^.BoundAt := Client^.Device^.Stack^.Clock();
  if Client^.Mask = 0 then
    Client^.Mask := $FFFFFF00;
  SetTimes(Client);
  if not Renewed then
  begin
    ConfigureInterface(Client^.Device, Client^.Address, Client^.Mask, Client^.Gateway);
    { Neighbours learn where the address is now (RFC 5227 3); who has it speaks up. To ask first would cost seconds. }
    Client^.Device^.ConflictOwner := Client;
    Client^.Device^.OnConflict := @Refuse;
    SendArpRequest(Client^.Device, Client^.Address);
  end;
  SetClientTimer(Client, Client^.RenewNs);
  Client^.OnChanged(Client);
end;

{ RFC 2132 9.3: the file's field comes first. }
function ReadMessage(Client: PDhcpClient; Message: PMessage; OptionBytes: LongInt): Byte;
begin
  Client^.Overload := 0;
  Result := TakeOptions(Client, @Message^.Options, OptionBytes);
  if Client^.Overload and 1 <> 0 then
    TakeOptions(Client, @Message^.BootFile, SizeOf(Message^.BootFile));
  if Client^.Overload and 2 <> 0 then
    TakeOptions(Client, @Message^.ServerName, SizeOf(Message^.ServerName));
end;

procedure Handle(Client: PDhcpClient; Message: PMessage; Size: LongInt);
var
  Kind: Byte;
  Kept: TDhcpClient;
begin
  if (Size < SizeOf(TMessage) - SizeOf(Message^.Options)) or (Message^.Operation <> 2)
    or (Message^.Transaction <> Client^.Transaction)
    or (Message^.Magic <> NtoBE(LongWord(Magic)))
    or (CompareByte(Message^.Hardware, Client^.Device^.Mac, 6) <> 0) then
    Exit;
  Kept := Client^;
  Client^.RenewNs := 0;
  Client^.RebindNs := 0;
  Kind := ReadMessage(Client, Message, Size - (SizeOf(TMessage) - SizeOf(Message^.Options)));
  if (Kind = TypeOffer) and (Client^.State = dhcpSelecting) and (Client^.Server <> 0)
    and (Message^.YourAddress <> 0) then
  begin
    Client^.Address := BEtoN(Message^.YourAddress);
    Client^.State := dhcpRequesting;
    Client^.Attempts := 0;
    SendAndRepeat(Client);
  end
  else if (Kind = TypeAck) and (Client^.State in [dhcpRequesting, dhcpRenewing, dhcpRebinding])
    and (Message^.YourAddress = NtoBE(Client^.Address)) then
    Bind(Client)
  else if (Kind = TypeNak) and (Client^.State <> dhcpBound) then
    Restart(Client)
  else
  begin
    { What we do not act on leaves no trace; the timer is not part of the copy's state. }
    Kept.Timer := Client^.Timer;
    Client^ := Kept;
  end;
end;

procedure ReadAnswers(Client: PDhcpClient);
var
  Buffer: array[0..1023] of Byte;
  Size, Full: LongInt;
  Source: TNetAddress;
  Port: Word;
begin
  repeat
    Size := UdpReceive(Client^.Endpoint, Buffer, SizeOf(Buffer), False, Source, Port, Full);
    if (Size > 0) and (Port = ServerPort) then
      Handle(Client, @Buffer, Size);
  until Size < 0;
end;

{ Nothing came in time, or the lease grows old. }
procedure TimePassed(Client: PDhcpClient);
var
  Age: Int64;
begin
  Age := Client^.Device^.Stack^.Clock() - Client^.BoundAt;
  case Client^.State of
    dhcpSelecting: SendAndRepeat(Client);
    dhcpRequesting:
      if Client^.Attempts > RequestLimit then
        Restart(Client)
      else
        SendAndRepeat(Client);
  else
    if Age >= Client^.LeaseNs then
      Restart(Client)
    else
    begin
      Client^.State := dhcpRenewing;
      if Age >= Client^.RebindNs then
        Client^.State := dhcpRebinding;
      SendRenewal(Client, Age);
    end;
  end;
end;

procedure TimerFired(Timer: PNetTimer);
var
  Client: PDhcpClient;
begin
  Client := PDhcpClient(Timer^.Owner);
  if Client^.Device^.Dedicated then
    { A program has given the interface its address: nothing is asked any more, nor taken away. }
    UdpClose(Client^.Endpoint)
  else if Client^.Endpoint^.First <> nil then
  begin
    { An answer that fits sets the timer anew; any other must not move it. }
    SetTimer(Client^.Device^.Stack^.Timers, Timer, Client^.DueAt);
    ReadAnswers(Client);
  end
  else
    TimePassed(Client);
end;

{ The stack forbids calls from Notify: the timer does the work, at once. }
procedure AnswerCame(Owner: Pointer);
begin
  with PDhcpClient(Owner)^ do
    SetTimer(Device^.Stack^.Timers, @Timer, Device^.Stack^.Clock());
end;

function StartDhcp(Client: PDhcpClient; Device: PNetInterface; OnChanged: TDhcpChanged): Boolean;
begin
  FillChar(Client^, SizeOf(TDhcpClient), 0);
  Client^.Device := Device;
  Client^.OnChanged := OnChanged;
  Client^.Timer.Owner := Client;
  Client^.Timer.Fire := @TimerFired;
  Client^.Endpoint := UdpOpen(Device^.Stack, ProtocolUdp);
  Result := (Client^.Endpoint <> nil);
  if not Result then
    Exit;
  { Several interfaces may ask at once. }
  Client^.Endpoint^.Shared := True;
  Client^.Endpoint^.Owner := Client;
  Client^.Endpoint^.Notify := @AnswerCame;
  Result := UdpBind(Client^.Endpoint, AnyAddress4, ClientPort) = 0;
  if Result then
    Restart(Client);
end;

end.
