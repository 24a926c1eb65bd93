{ SPDX-License-Identifier: Apache-2.0 }
{ Sockets of AF_UNIX that have names (unix(7)): socket, bind, listen, accept, connect, names and options. A name is
  a file, made as mknod(2) makes it and found by its device and number, or an abstract one. Linked where a program can
  make such sockets (overrides.txt, toro_named_sockets), by Toro.CompleteCalls; what is for other sockets goes on to the
  network's calls. One lock guards who is bound and who waits; nothing of the program is touched under it. }
unit Toro.NamedSockets;

{$mode objfpc}

interface

implementation

uses
  Toro.Cpu, Toro.Descriptors, Toro.Errors, Toro.LocalSockets, Toro.Pipes, Toro.SystemCalls, Toro.Waiting;

const
  FamilySize = 2;
  CallAccept4 = 288;
  NsPerSecond = 1000000000;

var
  Lock: TSpinLock;
  Bound: PLocalSocket;

{ Toro.FileCalls' }
function MakeNode(Path, Mode, Device, A4, A5, A6: Int64): Int64; external name 'toro_make_node';
function TellNode(Path, Buffer, A3, A4, A5, A6: Int64): Int64; external name 'toro_tell_node';

const
  { nil in the image of a program that has no files }
  Make: TSystemCall = @MakeNode;
  Tell: TSystemCall = @TellNode;

{ ---- Names ---- }

type
  TNodeName = record
    Device, Number: QWord;
  end;

{ Copies a program's sockaddr_un; its size, or an errno. One that is a path ends with a zero. }
function TakeName(Source: PByte; Size: LongInt; Target: PByte): Int64;
begin
  if (Size < FamilySize) or (Size > MaxName) then
    Exit(-EINVAL);
  Move(Source^, Target^, Size);
  if PWord(Target)^ <> FamilyLocal then
    Exit(-EINVAL);
  Result := Size;
  if (Size = FamilySize) or (Target[FamilySize] = 0) then
    Exit;
  Result := FamilySize;
  while (Result < Size) and (Target[Result] <> 0) do
    Inc(Result);
  if Result = MaxName then
    Exit(-EINVAL);
  Target[Result] := 0;
  Inc(Result);
end;

procedure GiveName(Socket: PLocalSocket; Target: PByte; Size: PLongInt);
var
  Unnamed: Word;
  Source: PByte;
  Full: LongInt;
begin
  Unnamed := FamilyLocal;
  Source := @Unnamed;
  Full := FamilySize;
  if (Socket <> nil) and (Socket^.NameSize > 0) then
  begin
    Source := @Socket^.Name;
    Full := Socket^.NameSize;
  end;
  if Size^ < Full then
    Move(Source^, Target^, Size^)
  else
    Move(Source^, Target^, Full);
  Size^ := Full;
end;

function IsPath(Name: PByte; Size: LongInt): Boolean; inline;
begin
  Result := (Size > FamilySize) and (Name[FamilySize] <> 0);
end;

{ Which file a path leads to; 0 or an errno }
function FindNode(Name: PByte; out Node: TNodeName): Int64;
var
  { struct stat: device and number come first }
  Stat: array[0..17] of QWord;
begin
  Result := -ENOENT;
  if Tell <> nil then
    Result := Tell(Int64(Name + FamilySize), Int64(@Stat), 0, 0, 0, 0);
  Node.Device := Stat[0];
  Node.Number := Stat[1];
end;

{ Who is bound to a name; inside the lock. }
function FindBound(Name: PByte; Size: LongInt; const Node: TNodeName): PLocalSocket;
begin
  Result := Bound;
  while Result <> nil do
  begin
    if IsPath(Name, Size) then
    begin
      if (Result^.Number <> 0) and (Result^.Number = Node.Number) and (Result^.Device = Node.Device) then
        Exit;
    end
    else if (Result^.NameSize = Size) and (CompareByte(Result^.Name, Name^, Size) = 0) then
      Exit;
    Result := Result^.NextBound;
  end;
end;

procedure Enter(Socket: PLocalSocket);
begin
  Socket^.NextBound := Bound;
  Bound := Socket;
end;

procedure Leave(Socket: PLocalSocket);
var
  Link: ^PLocalSocket;
begin
  Link := @Bound;
  while (Link^ <> nil) and (Link^ <> Socket) do
    Link := @Link^^.NextBound;
  if Link^ <> nil then
    Link^ := Socket^.NextBound;
end;

{ ---- socket, bind, listen ---- }

function SysSocket(Family, Kind, Protocol, A4, A5, A6: Int64): Int64;
var
  Socket: PLocalSocket;
begin
  if Family <> FamilyLocal then
    Exit(PassOn(41, -EAFNOSUPPORT, Family, Kind, Protocol, A4, A5, A6));
  Result := CheckKind(Kind, Protocol);
  if Result < 0 then
    Exit;
  Socket := NewSocket;
  if Socket = nil then
    Exit(-ENOMEM);
  Result := Attach(Socket, Kind);
  if Result < 0 then
    FreeSocket(Socket);
end;

{ Makes the file that Name says. }
function MakeFile(Name: PByte; out Node: TNodeName): Int64;
const
  SocketMode = $C000 or &777;
begin
  Result := -EROFS;
  if Make <> nil then
    Result := Make(Int64(Name + FamilySize), SocketMode, 0, 0, 0, 0);
  if Result = -EEXIST then
    Result := -EADDRINUSE;
  if Result = 0 then
    Result := FindNode(Name, Node);
end;

function SysBind(Number, Source, Size, A4, A5, A6: Int64): Int64;
var
  Socket: PLocalSocket;
  Name: array[0..MaxName] of Byte;
  Taken: LongInt;
  Node: TNodeName;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(49, Result, Number, Source, Size, A4, A5, A6));
  Result := TakeName(PByte(Source), Size, @Name);
  if Result < 0 then
    Exit;
  Taken := Result;
  if Socket^.NameSize > 0 then
    Exit(-EINVAL);
  Node.Device := 0;
  Node.Number := 0;
  Result := 0;
  if IsPath(@Name, Taken) then
    Result := MakeFile(@Name, Node);
  if Result < 0 then
    Exit;
  AcquireSpinLock(Lock);
  if not IsPath(@Name, Taken) and (FindBound(@Name, Taken, Node) <> nil) then
    Result := -EADDRINUSE
  else
  begin
    Move(Name, Socket^.Name, Taken);
    Socket^.NameSize := Taken;
    Socket^.Device := Node.Device;
    Socket^.Number := Node.Number;
    Enter(Socket);
  end;
  ReleaseSpinLock(Lock);
end;

function SysListen(Number, Backlog, A3, A4, A5, A6: Int64): Int64;
const
  { SOMAXCONN }
  Most = 4096;
var
  Socket: PLocalSocket;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(50, Result, Number, Backlog, A3, A4, A5, A6));
  if (Socket^.NameSize = 0) or (Socket^.Input <> nil) then
    Exit(-EINVAL);
  Socket^.Listening := True;
  Socket^.Backlog := Most;
  if LongWord(Backlog) < Most then
    Socket^.Backlog := Backlog;
  Result := 0;
end;

{ ---- accept ---- }

{ The connection that has waited longest; nil: there is none. }
function TakeWaiting(Socket: PLocalSocket): PLocalSocket;
begin
  AcquireSpinLock(Lock);
  Result := Socket^.FirstWaiting;
  if Result <> nil then
  begin
    Socket^.FirstWaiting := Result^.NextWaiting;
    Dec(Socket^.Waiting);
  end;
  ReleaseSpinLock(Lock);
end;

{ Waits for a connection; nil: Failed tells why. }
function AwaitWaiting(Socket: PLocalSocket; out Failed: Int64): PLocalSocket;
var
  Descriptor: PDescriptor;
begin
  Descriptor := Socket^.Descriptor;
  { Others may close it meanwhile. }
  KeepDescriptor(Descriptor);
  repeat
    Result := TakeWaiting(Socket);
    Failed := -EINVAL;
    if (Result <> nil) or Socket^.Ended then
      Break;
    Failed := -EAGAIN;
  until (PatienceOf(Descriptor) = DontWait) or not WaitOn(Descriptor^.Queue, Forever);
  ReturnDescriptor(Descriptor);
end;

function AcceptOn(Socket: PLocalSocket; Target, Size: Int64; Flags: LongWord): Int64;
var
  Taken: PLocalSocket;
begin
  if not Socket^.Listening then
    Exit(-EINVAL);
  Taken := AwaitWaiting(Socket, Result);
  if Taken = nil then
    Exit;
  Result := Attach(Taken, Flags);
  if Result < 0 then
    Disconnect(Taken)
  else if (Target <> 0) and (Size <> 0) then
    GiveName(Taken^.Peer, PByte(Target), PLongInt(Size));
end;

function SysAccept4(Number, Target, Size, Flags, A5, A6: Int64): Int64;
var
  Socket: PLocalSocket;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(CallAccept4, Result, Number, Target, Size, Flags, A5, A6));
  Result := AcceptOn(Socket, Target, Size, Flags);
end;

function SysAccept(Number, Target, Size, A4, A5, A6: Int64): Int64;
var
  Socket: PLocalSocket;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(43, Result, Number, Target, Size, A4, A5, A6));
  Result := AcceptOn(Socket, Target, Size, 0);
end;

{ ---- connect ---- }

{ Puts the other end of a connection where accept finds it; 0 or an errno. Inside the lock. }
function EnterWaiting(Name: PByte; Size: LongInt; const Node: TNodeName; Other: PLocalSocket;
  out Listener: PLocalSocket): Int64;
var
  Link: ^PLocalSocket;
begin
  Listener := FindBound(Name, Size, Node);
  if (Listener = nil) or not Listener^.Listening or Listener^.Ended then
    Exit(-ECONNREFUSED);
  if Listener^.Waiting > Listener^.Backlog then
    Exit(-EAGAIN);
  Move(Listener^.Name, Other^.Name, MaxName);
  Other^.NameSize := Listener^.NameSize;
  Link := @Listener^.FirstWaiting;
  while Link^ <> nil do
    Link := @Link^^.NextWaiting;
  Link^ := Other;
  Inc(Listener^.Waiting);
  Result := 0;
end;

{ Tries once; the listener's queue is full: -EAGAIN. }
function ConnectTo(Socket: PLocalSocket; Name: PByte; Size: LongInt; const Node: TNodeName): Int64;
var
  Other, Listener: PLocalSocket;
begin
  Other := NewSocket;
  if (Other = nil) or not Join(Socket, Other) then
  begin
    if Other <> nil then
      FreeSocket(Other);
    Exit(-ENOMEM);
  end;
  AcquireSpinLock(Lock);
  Result := EnterWaiting(Name, Size, Node, Other, Listener);
  ReleaseSpinLock(Lock);
  if Result = 0 then
  begin
    DescriptorReady(Listener^.Descriptor);
    Exit;
  end;
  FreePipe(Socket^.Input);
  FreePipe(Socket^.Output);
  Socket^.Input := nil;
  Socket^.Output := nil;
  FreeSocket(Other);
end;

function SysConnect(Number, Target, Size, A4, A5, A6: Int64): Int64;
const
  { How long to let others run before a full queue is looked at again }
  PatienceNs = 1000000;
var
  Socket: PLocalSocket;
  Name: array[0..MaxName] of Byte;
  Taken: LongInt;
  Node: TNodeName;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(42, Result, Number, Target, Size, A4, A5, A6));
  Result := TakeName(PByte(Target), Size, @Name);
  if Result < 0 then
    Exit;
  Taken := Result;
  if Socket^.Listening then
    Exit(-EINVAL);
  if Socket^.Input <> nil then
    Exit(-EISCONN);
  Result := 0;
  if IsPath(@Name, Taken) then
    Result := FindNode(@Name, Node);
  if Result < 0 then
    Exit;
  repeat
    Result := ConnectTo(Socket, @Name, Taken, Node);
    if (Result <> -EAGAIN) or (PatienceOf(Socket^.Descriptor) = DontWait) then
      Exit;
    WaitOn(Socket^.Descriptor^.Queue, PatienceNs);
  until False;
end;

{ ---- The end, and what poll says ---- }

procedure Closing(Socket: PLocalSocket);
var
  Waiting: PLocalSocket;
begin
  AcquireSpinLock(Lock);
  Leave(Socket);
  Socket^.Ended := True;
  ReleaseSpinLock(Lock);
  repeat
    Waiting := TakeWaiting(Socket);
    if Waiting <> nil then
      Disconnect(Waiting);
  until Waiting = nil;
end;

function PollUnconnected(Socket: PLocalSocket; Events: LongWord): LongWord;
begin
  if not Socket^.Listening then
    Exit(Events and PollOut or PollHangUp);
  Result := 0;
  if (Socket^.FirstWaiting <> nil) or Socket^.Ended then
    Result := Events and PollIn;
  if Socket^.Ended then
    Result := Result or Events and PollReadHangUp or PollHangUp;
end;

{ ---- Names and options ---- }

function SysGetSocketName(Number, Target, Size, A4, A5, A6: Int64): Int64;
var
  Socket: PLocalSocket;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(51, Result, Number, Target, Size, A4, A5, A6));
  GiveName(Socket, PByte(Target), PLongInt(Size));
  Result := 0;
end;

function SysGetPeerName(Number, Target, Size, A4, A5, A6: Int64): Int64;
var
  Socket: PLocalSocket;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(52, Result, Number, Target, Size, A4, A5, A6));
  if Socket^.Input = nil then
    Exit(-ENOTCONN);
  GiveName(Socket^.Peer, PByte(Target), PLongInt(Size));
  Result := 0;
end;

const
  LevelSocket = 1;
  OptionReuse = 2;
  OptionKind = 3;
  OptionError = 4;
  OptionSendBuffer = 7;
  OptionReceiveBuffer = 8;
  OptionReceiveTimeout = 20;
  OptionSendTimeout = 21;
  OptionListens = 30;
  OptionDomain = 39;
  PipeBytes = 65536;

type
  { struct timeval }
  PTime = ^TTime;
  TTime = record
    Seconds, Microseconds: Int64;
  end;

function TimeoutOf(Time: PTime; Size: LongInt; out Ns: Int64): Int64;
const
  NsPerMicrosecond = 1000;
begin
  if Size < SizeOf(TTime) then
    Exit(-EINVAL);
  if QWord(Time^.Microseconds) >= 1000000 then
    Exit(-EDOM);
  Ns := Time^.Seconds * NsPerSecond + Time^.Microseconds * NsPerMicrosecond;
  Result := 0;
end;

function SysSetSocketOption(Number, Level, Option, Value, Size, A6: Int64): Int64;
var
  Socket: PLocalSocket;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(54, Result, Number, Level, Option, Value, Size, A6));
  if Level <> LevelSocket then
    Exit(-EOPNOTSUPP);
  if Size < SizeOf(LongInt) then
    Exit(-EINVAL);
  Result := 0;
  case Option of
    OptionReceiveTimeout: Result := TimeoutOf(PTime(Value), Size, Socket^.ReceiveTimeoutNs);
    OptionSendTimeout: Result := TimeoutOf(PTime(Value), Size, Socket^.SendTimeoutNs);
    { Nothing to choose here }
    OptionReuse, 5..10, 12, 13, 16, 18: ;
  else
    Result := -ENOPROTOOPT;
  end;
end;

function OptionOf(Socket: PLocalSocket; Option: LongInt; out Value: LongInt): Int64;
begin
  Result := 0;
  Value := 0;
  case Option of
    OptionKind: Value := SocketStream;
    OptionSendBuffer, OptionReceiveBuffer: Value := PipeBytes;
    OptionListens: Value := Ord(Socket^.Listening);
    OptionDomain: Value := FamilyLocal;
    OptionReuse, OptionError, 5, 6, 9, 10, 16, 38: ;
  else
    Result := -ENOPROTOOPT;
  end;
end;

function SysGetSocketOption(Number, Level, Option, Target, Size, A6: Int64): Int64;
var
  Socket: PLocalSocket;
  Wide: TTime;
  Ns: Int64;
  Value, Bytes: LongInt;
begin
  Socket := SocketOf(Number, Result);
  if Socket = nil then
    Exit(PassOn(55, Result, Number, Level, Option, Target, Size, A6));
  if Level <> LevelSocket then
    Exit(-EOPNOTSUPP);
  Bytes := SizeOf(LongInt);
  if (Option = OptionReceiveTimeout) or (Option = OptionSendTimeout) then
  begin
    Ns := Socket^.SendTimeoutNs;
    if Option = OptionReceiveTimeout then
      Ns := Socket^.ReceiveTimeoutNs;
    Wide.Seconds := Ns div NsPerSecond;
    Wide.Microseconds := Ns mod NsPerSecond div 1000;
    Bytes := SizeOf(TTime);
  end
  else
  begin
    Result := OptionOf(Socket, Option, Value);
    if Result < 0 then
      Exit;
    PLongInt(@Wide)^ := Value;
  end;
  if PLongInt(Size)^ > Bytes then
    PLongInt(Size)^ := Bytes;
  Move(Wide, Pointer(Target)^, PLongInt(Size)^);
  Result := 0;
end;

procedure InitNamedSockets; [public, alias: 'toro_named_sockets'];
begin
  OnPoll := @PollUnconnected;
  OnClose := @Closing;
  TakeCall(41, @SysSocket);
  TakeCall(42, @SysConnect);
  TakeCall(43, @SysAccept);
  TakeCall(49, @SysBind);
  TakeCall(50, @SysListen);
  TakeCall(51, @SysGetSocketName);
  TakeCall(52, @SysGetPeerName);
  TakeCall(54, @SysSetSocketOption);
  TakeCall(55, @SysGetSocketOption);
  TakeCall(CallAccept4, @SysAccept4);
end;

end.
