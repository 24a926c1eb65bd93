{ SPDX-License-Identifier: Apache-2.0 }
{ A peer that follows a script: sends stack A exactly the segments a test asks for and keeps what A
  answers. Used by the conformance tests, which look at single segments. }
unit NetScript;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

const
  Fin = 1; Syn = 2; Rst = 4; Psh = 8; Ack = 16; Urg = 32;
  PeerPort = 5000;
  OurPort = 80;

  { Options of a SYN }
  MssOption = #2#4#5#180;                    { 1460 }
  ScaleOption = #1#3#3#2;
  SackOption = #1#1#4#2;

type
  TSegment = record
    Flags: Byte;
    Seq, Ack: LongWord;
    Window, Urgent: Word;
    Size: LongInt;
    Data: array[0..2047] of Byte;
    OptionSize: LongInt;
    Options: array[0..39] of Byte;
    Ttl, Tos: Byte;
    Id: Word;
    ChecksumGood: Boolean;
    At: Int64;
  end;

var
  { The peer's next number, and the next it expects of A. }
  PeerSeq, PeerAck: LongWord;
  PeerWindow: Word;
  { What SayIcmp says that fits the way (RFC 1191). }
  IcmpMtu: Word;
  { What A has sent since the last Forget, oldest first. }
  Answers: array[0..255] of TSegment;
  AnswerCount: LongInt;
  IcmpOut, ArpOut: LongInt;
  { The number of the last packet that was not TCP. }
  LastId: Word;

procedure StartScript;
procedure StopScript;
procedure Forget;
{ Sends a segment from the peer; text and options as strings of bytes. A's answers to it have been taken
  when this returns. }
procedure Say(Flags: Byte; Seq, Acknowledgement: LongWord; const Text, Options: AnsiString);
{ The same with more to say about it. }
procedure SayFull(Flags: Byte; Seq, Acknowledgement: LongWord; const Text, Options: AnsiString;
  Source, Target: LongWord; Urgent: Word; BreakChecksum: Boolean; const IpOptions: AnsiString);
{ The peer says what is next in turn: Flags and ACK, at PeerSeq, which moves on. }
procedure SayNext(Flags: Byte; const Text: AnsiString);
{ An ICMP error of the peer about a segment with Sequence. }
procedure SayIcmp(Kind, Code: Byte; Sequence: LongWord);
{ The only answer since the last Forget; fails when there is none or more. }
function TheAnswer: TSegment;
{ A listens and accepts the peer: an established connection. }
function OpenPassive(const SynOptions: AnsiString): PTcb;
{ A connects to the peer, which answers. }
function OpenActive(const SynOptions: AnsiString): PTcb;

{ Size letters. }
function Text(Size: LongInt): AnsiString;
{ What A's program does: sends, and reads all there is. }
function SendText(Tcb: PTcb; const Value: AnsiString): LongInt;
function ReadText(Tcb: PTcb): AnsiString;
{ The peer's acknowledgement of all that A has sent. }
procedure AckAll;

type
  TCase = record
    Name: string[15];
    Run: procedure;
  end;

{ Runs the case Name, or all for `conformance`, each with a new peer. False: there is none of the name. }
function RunCases(const Cases: array of TCase; const Name: string): Boolean;

implementation

uses
  Toro.NetBytes, Toro.NetStack, Toro.Ethernet, Toro.Tcp, NetSim;

var
  Active: PTcb;

procedure KeepTcp(Ip: PIp4Header; Size: LongInt);
var
  Header: PTcpHeader;
  HeaderSize: LongInt;
begin
  Check(AnswerCount <= High(Answers), 'not too many answers');
  Header := PTcpHeader(PByte(Ip) + 20);
  HeaderSize := (Header^.Offset shr 4) * 4;
  with Answers[AnswerCount] do
  begin
    Flags := Header^.Flags;
    Seq := BEtoN(Header^.Sequence);
    Ack := BEtoN(Header^.Acknowledgement);
    Window := BEtoN(Header^.Window);
    Urgent := BEtoN(Header^.Urgent);
    Size := BEtoN(Ip^.TotalSize) - 20 - HeaderSize;
    Move((PByte(Header) + HeaderSize)^, Data, Size);
    OptionSize := HeaderSize - 20;
    Move((Header + 1)^, Options, OptionSize);
    Ttl := Ip^.Ttl;
    Tos := Ip^.Tos;
    Id := BEtoN(Ip^.Id);
    At := SimNow;
    ChecksumGood := FoldSum(SumBytes(PByte(Header), HeaderSize + Size,
      PseudoSum(Ip4(BEtoN(Ip^.Source)), Ip4(BEtoN(Ip^.Destination)), ProtocolTcp,
      HeaderSize + Size))) = $FFFF;
  end;
  Inc(AnswerCount);
end;

procedure Keep(FromA: Boolean; Frame: PByte; Size: LongInt; var Drop: Boolean);
begin
  Drop := True;
  if not FromA then
    Exit;
  if (Frame[12] = 8) and (Frame[13] = 6) then
  begin
    Inc(ArpOut);
    LearnNeighbour(@DeviceA, Ip4(AddressB), DeviceB.Mac, True);
  end
  else if PIp4Header(Frame + 14)^.Protocol = ProtocolTcp then
    KeepTcp(PIp4Header(Frame + 14), Size - 14)
  else
  begin
    Inc(IcmpOut);
    LastId := BEtoN(PIp4Header(Frame + 14)^.Id);
  end;
end;

procedure StartScript;
begin
  StartSim(7, PerfectWire);
  Watch := @Keep;
  LearnNeighbour(@DeviceA, Ip4(AddressB), DeviceB.Mac, True);
  PeerSeq := 1000000;
  PeerWindow := 65535;
  IcmpMtu := 1000;
  Active := nil;
  Forget;
end;

procedure StopScript;
begin
  StopSim;
end;

procedure Forget;
begin
  AnswerCount := 0;
  IcmpOut := 0;
  ArpOut := 0;
end;

procedure FillIp(Header: PIp4Header; Protocol: Byte; Source, Target: LongWord;
  HeaderSize, Size: LongInt);
begin
  Header^.VersionSize := $40 or (HeaderSize div 4);
  Header^.TotalSize := NtoBE(Word(HeaderSize + Size));
  Header^.Ttl := 64;
  Header^.Protocol := Protocol;
  Header^.Source := NtoBE(Source);
  Header^.Destination := NtoBE(Target);
  Header^.Checksum := not FoldSum(SumBytes(PByte(Header), HeaderSize, 0));
end;

procedure SayFull(Flags: Byte; Seq, Acknowledgement: LongWord; const Text, Options: AnsiString;
  Source, Target: LongWord; Urgent: Word; BreakChecksum: Boolean; const IpOptions: AnsiString);
var
  Frame: array[0..2047] of Byte;
  Header: PTcpHeader;
  IpSize, Size: LongInt;
begin
  FillChar(Frame, SizeOf(Frame), 0);
  IpSize := 20 + Length(IpOptions);
  Frame[12] := 8;
  if IpOptions <> '' then
    Move(IpOptions[1], Frame[34], Length(IpOptions));
  Header := @Frame[14 + IpSize];
  Size := 20 + Length(Options) + Length(Text);
  FillIp(@Frame[14], ProtocolTcp, Source, Target, IpSize, Size);
  Header^.SourcePort := NtoBE(Word(PeerPort));
  Header^.DestinationPort := NtoBE(Word(OurPort));
  if Active <> nil then
    Header^.DestinationPort := NtoBE(Active^.LocalPort);
  Header^.Sequence := NtoBE(Seq);
  Header^.Acknowledgement := NtoBE(Acknowledgement);
  Header^.Offset := (20 + Length(Options)) shl 2;
  Header^.Flags := Flags;
  Header^.Window := NtoBE(PeerWindow);
  Header^.Urgent := NtoBE(Urgent);
  if Options <> '' then
    Move(Options[1], (Header + 1)^, Length(Options));
  if Text <> '' then
    Move(Text[1], (PByte(Header + 1) + Length(Options))^, Length(Text));
  Header^.Checksum := not FoldSum(SumBytes(PByte(Header), Size,
    PseudoSum(Ip4(Source), Ip4(Target), ProtocolTcp, Size)));
  if BreakChecksum then
    Header^.Checksum := Header^.Checksum xor $0101;
  InjectFrame(True, Frame, 14 + IpSize + Size);
  NetPoll(A);
end;

procedure Say(Flags: Byte; Seq, Acknowledgement: LongWord; const Text, Options: AnsiString);
begin
  SayFull(Flags, Seq, Acknowledgement, Text, Options, AddressB, AddressA, 0, False, '');
end;

procedure SayNext(Flags: Byte; const Text: AnsiString);
begin
  Say(Flags or Ack, PeerSeq, PeerAck, Text, '');
  PeerSeq := PeerSeq + LongWord(Length(Text)) + LongWord(Ord(Flags and Fin <> 0));
end;

procedure SayIcmp(Kind, Code: Byte; Sequence: LongWord);
var
  Frame: array[0..127] of Byte;
  Ports: PWord;
  Header: PIcmpHeader;
begin
  FillChar(Frame, SizeOf(Frame), 0);
  Frame[12] := 8;
  Header := @Frame[34];
  Header^.Kind := Kind;
  Header^.Code := Code;
  Header^.NextMtu := NtoBE(IcmpMtu);
  FillIp(@Frame[42], ProtocolTcp, AddressA, AddressB, 20, 20);
  Ports := @Frame[62];
  Ports[0] := NtoBE(Word(OurPort));
  if Active <> nil then
    Ports[0] := NtoBE(Active^.LocalPort);
  Ports[1] := NtoBE(Word(PeerPort));
  PLongWord(Ports)[1] := NtoBE(Sequence);
  Header^.Checksum := not FoldSum(SumBytes(PByte(Header), 36, 0));
  FillIp(@Frame[14], ProtocolIcmp, AddressB, AddressA, 20, 36);
  InjectFrame(True, Frame, 70);
  NetPoll(A);
end;

function TheAnswer: TSegment;
begin
  Check(AnswerCount = 1, 'exactly one answer');
  Result := Answers[0];
  Forget;
end;

function OpenPassive(const SynOptions: AnsiString): PTcb;
var
  Listener: PTcpListener;
begin
  Listener := TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  Say(Syn, PeerSeq, 0, '', SynOptions);
  with TheAnswer do
  begin
    Check(Flags = Syn or NetScript.Ack, 'SYN and ACK');
    Check(Ack = PeerSeq + 1, 'of our SYN');
    PeerAck := Seq + 1;
  end;
  PeerSeq := PeerSeq + 1;
  SayNext(0, '');
  Result := TcpAccept(Listener, nil, nil);
  Check((Result <> nil) and (Result^.State = tcpEstablished), 'established');
  Forget;
end;

function OpenActive(const SynOptions: AnsiString): PTcb;
var
  Error: LongInt;
begin
  Result := TcpConnect(A, AnyAddress, Ip4(AddressB), 0, PeerPort, nil, nil, Error);
  Check(Result <> nil, 'connect');
  Active := Result;
  with TheAnswer do
  begin
    Check(Flags = Syn, 'SYN alone');
    PeerAck := Seq + 1;
  end;
  Say(Syn or Ack, PeerSeq, PeerAck, '', SynOptions);
  PeerSeq := PeerSeq + 1;
  Check(Result^.State = tcpEstablished, 'established');
  Forget;
end;

function Text(Size: LongInt): AnsiString;
begin
  Result := StringOfChar('x', Size);
end;

function SendText(Tcb: PTcb; const Value: AnsiString): LongInt;
begin
  Result := TcpSend(Tcb, @Value[1], Length(Value), False);
  NetPoll(A);
end;

function ReadText(Tcb: PTcb): AnsiString;
var
  Buffer: array[0..65535] of Byte;
  Size: LongInt;
begin
  Size := TcpReceive(Tcb, Buffer, SizeOf(Buffer), False);
  if Size < 0 then
    Size := 0;
  SetString(Result, PAnsiChar(@Buffer), Size);
end;

procedure AckAll;
var
  Index: LongInt;
begin
  for Index := 0 to AnswerCount - 1 do
    with Answers[Index] do
      if LongInt(Seq + LongWord(Size) - PeerAck) > 0 then
        PeerAck := Seq + LongWord(Size);
  Forget;
  SayNext(0, '');
end;

function RunCases(const Cases: array of TCase; const Name: string): Boolean;
var
  Index: LongInt;
begin
  Result := False;
  for Index := 0 to High(Cases) do
    if (Name = 'conformance') or (Name = Cases[Index].Name) then
    begin
      Result := True;
      StartScript;
      Cases[Index].Run();
      StopScript;
      WriteLn('held ', Cases[Index].Name);
    end;
end;

end.
