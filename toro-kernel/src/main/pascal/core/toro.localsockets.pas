{ SPDX-License-Identifier: Apache-2.0 }
{ Stream sockets of AF_UNIX (unix(7)): what a descriptor of one does, over a pipe for each direction, and socketpair(2).
  Toro.NamedSockets makes those that are bound and connected. Linked where a program refers to socketpair
  (overrides.txt, toro_local_sockets), by Toro.CompleteCalls. The calls that sockets have beyond those of any descriptor
  go on to what was registered before, the network's, when the descriptor is another. }
unit Toro.LocalSockets;

{$mode objfpc}

interface

uses
  Toro.Descriptors, Toro.Pipes, Toro.SystemCalls;

const
  FamilyLocal = 1;
  SocketStream = 1;
  { struct sockaddr_un }
  MaxName = 110;

type
  PLocalSocket = ^TLocalSocket;
  TLocalSocket = record
    { nil: it has no connection }
    Input, Output: PPipe;
    Reading, Writing: TPipeEnd;
    { Both go when both are closed. }
    Peer: PLocalSocket;
    Open: Boolean;
    Descriptor: PDescriptor;
    { SO_RCVTIMEO, SO_SNDTIMEO; 0: for ever }
    ReceiveTimeoutNs, SendTimeoutNs: Int64;
    { ---- Toro.NamedSockets' ---- }
    { A sockaddr_un of so many bytes; 0: it has no name }
    Name: array[0..MaxName - 1] of Byte;
    NameSize: LongInt;
    { The file that it is bound to; both 0: an abstract name }
    Device, Number: QWord;
    Listening, Ended: Boolean;
    Backlog, Waiting: LongInt;
    { Connections that wait for accept, in the order of their coming; the next of one }
    FirstWaiting, NextWaiting: PLocalSocket;
    NextBound: PLocalSocket;
  end;

{ Registers Handler in the place of what is registered, or will be, which PassOn calls. }
procedure TakeCall(Number: LongInt; Handler: TSystemCall);
{ Goes on with a call that is not for a socket of ours; Failed: what it answers when nobody has it. }
function PassOn(Number: LongInt; Failed, A1, A2, A3, A4, A5, A6: Int64): Int64;
{ A socket in a page of its own; nil: no memory. FreeSocket gives it back. }
function NewSocket: PLocalSocket;
procedure FreeSocket(Socket: PLocalSocket);
{ Joins two that have no connection. False: no memory }
function Join(First, Second: PLocalSocket): Boolean;
{ Ends the connection of one that has no descriptor. }
procedure Disconnect(Socket: PLocalSocket);
{ Gives it a number; Flags: those of socket(2). Its number or an errno }
function Attach(Socket: PLocalSocket; Flags: LongWord): LongInt;
{ 0 when Kind, with the flags of socket(2), and Protocol make a stream }
function CheckKind(Kind, Protocol: Int64): Int64;
{ nil: the call is not for a local socket; Failed: what it answers when nobody else has it either }
function SocketOf(Number: Int64; out Failed: Int64): PLocalSocket;
{ Ends one or both directions; who waits at the other end is told. }
procedure ShutDown(Socket: PLocalSocket; Input, Output: Boolean);

const
  { What a socket that is not connected may do now, and what is done before one is closed: Toro.NamedSockets' }
  OnPoll: function(Socket: PLocalSocket; Events: LongWord): LongWord = nil;
  OnClose: procedure(Socket: PLocalSocket) = nil;

implementation

uses
  Toro.BootAbi, Toro.Clock, Toro.Errors, Toro.Pages, Toro.Waiting;

const
  KindMask = $F;
  { SOCK_NONBLOCK, SOCK_CLOEXEC }
  KindFlags = OpenNonBlocking or $80000;
  FlagDontWait = $40;
  FlagNoSignal = $4000;
  CallSendTo = 44;
  CallReceiveFrom = 45;
  CallShutdown = 48;
  CallSocketPair = 53;

  { The calls of sockets, 41 to 55, and accept4 behind them }
  FirstCall = 41;
  LastCall = 55;
  CallAccept4 = 288;

var
  { The network's, which may start before us or after us }
  Next: array[FirstCall..LastCall + 1] of TSystemCall;

function PlaceOf(Number: LongInt): LongInt;
begin
  Result := Number;
  if Number = CallAccept4 then
    Result := LastCall + 1;
end;

procedure KeepCall(Number: LongInt; Handler: TSystemCall);
begin
  Number := PlaceOf(Number);
  if (Number >= Low(Next)) and (Number <= High(Next)) and ((Next[Number] = nil) or (Next[Number] = StandInCall)) then
    Next[Number] := Handler;
end;

procedure TakeCall(Number: LongInt; Handler: TSystemCall);
begin
  OnTakenCall := @KeepCall;
  KeepCall(Number, RegisteredSystemCall(Number));
  RegisterSystemCall(Number, Handler);
end;

function PassOn(Number: LongInt; Failed, A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := Failed;
  if Next[PlaceOf(Number)] <> nil then
    Result := Next[PlaceOf(Number)](A1, A2, A3, A4, A5, A6);
end;

function OwnerOf(Descriptor: PDescriptor): PLocalSocket; inline;
begin
  Result := PLocalSocket(Descriptor^.Data);
end;

{ ---- Making and ending ---- }

function NewSocket: PLocalSocket;
begin
  Result := PLocalSocket(AllocatePages(1));
  if Result <> nil then
    FillChar(Result^, SizeOf(TLocalSocket), 0);
end;

procedure FreeSocket(Socket: PLocalSocket);
begin
  FreePages(PtrUInt(Socket), 1);
end;

function Join(First, Second: PLocalSocket): Boolean;
begin
  First^.Output := NewPipe;
  First^.Input := NewPipe;
  Result := (First^.Output <> nil) and (First^.Input <> nil);
  if not Result then
  begin
    if First^.Output <> nil then
      FreePipe(First^.Output);
    if First^.Input <> nil then
      FreePipe(First^.Input);
    First^.Output := nil;
    First^.Input := nil;
    Exit;
  end;
  Second^.Input := First^.Output;
  Second^.Output := First^.Input;
  First^.Peer := Second;
  Second^.Peer := First;
  First^.Open := True;
  Second^.Open := True;
  AddEnd(First^.Input^.Readers, @First^.Reading, First^.Descriptor);
  AddEnd(First^.Output^.Writers, @First^.Writing, First^.Descriptor);
  AddEnd(Second^.Input^.Readers, @Second^.Reading, Second^.Descriptor);
  AddEnd(Second^.Output^.Writers, @Second^.Writing, Second^.Descriptor);
end;

procedure ShutDown(Socket: PLocalSocket; Input, Output: Boolean);
begin
  if Socket^.Input <> nil then
  begin
    if Input then
      RemoveEnd(Socket^.Input^.Readers, @Socket^.Reading);
    if Output then
      RemoveEnd(Socket^.Output^.Writers, @Socket^.Writing);
    Notify(Socket^.Output^.Readers);
    Notify(Socket^.Input^.Writers);
  end;
  if Socket^.Descriptor <> nil then
    DescriptorReady(Socket^.Descriptor);
end;

procedure Disconnect(Socket: PLocalSocket);
begin
  ShutDown(Socket, True, True);
  Socket^.Open := False;
  Socket^.Descriptor := nil;
  if Socket^.Peer^.Open then
    Exit;
  FreePipe(Socket^.Input);
  FreePipe(Socket^.Output);
  FreeSocket(Socket^.Peer);
  FreeSocket(Socket);
end;

{ ---- What a descriptor can do ---- }

{ When a call gives up: by its flags, the descriptor's and the socket's time }
function Deadline(Socket: PLocalSocket; Flags, TimeoutNs: Int64): Int64;
begin
  Result := PatienceOf(Socket^.Descriptor);
  if Flags and FlagDontWait <> 0 then
    Result := DontWait
  else if (Result = Forever) and (TimeoutNs <> 0) then
    Result := MonotonicNs + TimeoutNs;
end;

function Receive(Socket: PLocalSocket; Buffer: Pointer; Count, Flags: Int64): Int64;
begin
  if Socket^.Input = nil then
    Exit(-EINVAL);
  { Shut down }
  if Socket^.Input^.Readers = nil then
    Exit(0);
  Result := ReadPipe(Socket^.Input, Socket^.Descriptor, Buffer, Count, Deadline(Socket, Flags,
    Socket^.ReceiveTimeoutNs));
end;

function Send(Socket: PLocalSocket; Buffer: Pointer; Count, Flags: Int64): Int64;
begin
  if Socket^.Output = nil then
    Exit(-ENOTCONN);
  if Socket^.Output^.Writers = nil then
    Socket^.Output^.Readers := nil;
  Result := WritePipe(Socket^.Output, Socket^.Descriptor, Buffer, Count, Deadline(Socket, Flags,
    Socket^.SendTimeoutNs));
end;

function SocketRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := Receive(OwnerOf(Descriptor), Buffer, Count, 0);
end;

function SocketWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := Send(OwnerOf(Descriptor), Buffer, Count, 0);
end;

function SocketClose(Descriptor: PDescriptor): Int64;
var
  Socket: PLocalSocket;
begin
  Socket := OwnerOf(Descriptor);
  if OnClose <> nil then
    OnClose(Socket);
  if Socket^.Input <> nil then
    Disconnect(Socket)
  else
    FreeSocket(Socket);
  Result := 0;
end;

function SocketStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
const
  SocketMode = $C000 or &777;
begin
  StatOfPipe(Buffer, SocketMode);
  Result := 0;
end;

function SocketIoctl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
begin
  Result := -EINVAL;
  if OwnerOf(Descriptor)^.Input <> nil then
    Result := IoctlOfPipe(OwnerOf(Descriptor)^.Input, Request, Argument);
end;

function SocketPoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
var
  Own: PLocalSocket;
  Ended: Boolean;
begin
  Own := OwnerOf(Descriptor);
  if Own^.Input = nil then
    Exit(OnPoll(Own, Events));
  Result := 0;
  Ended := (Own^.Input^.Readers = nil) or (Own^.Input^.Writers = nil);
  if Ended or (Own^.Input^.Written <> Own^.Input^.Taken) then
    Result := Events and PollIn;
  if Ended then
    Result := Result or Events and PollReadHangUp;
  if (Own^.Output^.Writers = nil) or (Own^.Output^.Readers = nil) then
  begin
    Result := Result or Events and PollOut;
    if Ended then
      Result := Result or PollHangUp;
  end
  else
    Result := Result or PollWriter(Own^.Output, Events) and PollOut;
end;

const
  Operations: TDescriptorOperations = (Read: @SocketRead; Write: @SocketWrite; Seek: nil;
    Close: @SocketClose; Stat: @SocketStat; Ioctl: @SocketIoctl; Poll: @SocketPoll; Truncate: nil;
    Sync: nil; ReadDirectory: nil);

function Attach(Socket: PLocalSocket; Flags: LongWord): LongInt;
begin
  Result := AllocateDescriptor(@Operations, Socket, OpenReadWrite or Flags and OpenNonBlocking);
  if Result < 0 then
    Exit;
  Socket^.Descriptor := FindDescriptor(Result);
  Socket^.Reading.Descriptor := Socket^.Descriptor;
  Socket^.Writing.Descriptor := Socket^.Descriptor;
end;

{ ---- The calls ---- }

function SocketOf(Number: Int64; out Failed: Int64): PLocalSocket;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  Result := nil;
  Failed := -ENOTSOCK;
  if Descriptor = nil then
    Failed := -EBADF
  else if Descriptor^.Operations = @Operations then
    Result := OwnerOf(Descriptor);
end;

function SysSendTo(Number, Buffer, Count, Flags, Address, Size: Int64): Int64;
var
  Own: PLocalSocket;
begin
  Own := SocketOf(Number, Result);
  if Own = nil then
    Exit(PassOn(CallSendTo, Result, Number, Buffer, Count, Flags, Address, Size));
  if (Address <> 0) and (Own^.Input = nil) then
    Exit(-EOPNOTSUPP);
  if Address <> 0 then
    Exit(-EISCONN);
  if (Own^.Output <> nil) and (Flags and FlagNoSignal <> 0)
    and ((Own^.Output^.Readers = nil) or (Own^.Output^.Writers = nil)) then
    Exit(-EPIPE);
  if Flags and not (FlagDontWait or FlagNoSignal) <> 0 then
    Exit(-EOPNOTSUPP);
  Result := Send(Own, Pointer(Buffer), Count, Flags);
end;

function SysReceiveFrom(Number, Buffer, Count, Flags, Address, Size: Int64): Int64;
var
  Own: PLocalSocket;
begin
  Own := SocketOf(Number, Result);
  if Own = nil then
    Exit(PassOn(CallReceiveFrom, Result, Number, Buffer, Count, Flags, Address, Size));
  if Flags and not (FlagDontWait or FlagNoSignal) <> 0 then
    Exit(-EOPNOTSUPP);
  { A stream tells no names. }
  if (Address <> 0) and (Size <> 0) then
    PLongWord(Size)^ := 0;
  Result := Receive(Own, Pointer(Buffer), Count, Flags);
end;

function SysShutdown(Number, How, A3, A4, A5, A6: Int64): Int64;
var
  Own: PLocalSocket;
begin
  Own := SocketOf(Number, Result);
  if Own = nil then
    Exit(PassOn(CallShutdown, Result, Number, How, A3, A4, A5, A6));
  if (How < 0) or (How > 2) then
    Exit(-EINVAL);
  Own^.Ended := Own^.Ended or (How <> 1);
  ShutDown(Own, How <> 1, How <> 0);
  Result := 0;
end;

{ Gives the pair numbers; what it has taken goes back when there are none. }
function OpenPair(First, Second: PLocalSocket; Flags: LongWord; Numbers: PLongInt): Int64;
var
  One, Other: LongInt;
begin
  One := Attach(First, Flags);
  if One < 0 then
  begin
    Disconnect(First);
    Disconnect(Second);
    Exit(One);
  end;
  Other := Attach(Second, Flags);
  if Other < 0 then
  begin
    CloseDescriptor(One);
    Disconnect(Second);
    Exit(Other);
  end;
  Numbers[0] := One;
  Numbers[1] := Other;
  Result := 0;
end;

function CheckKind(Kind, Protocol: Int64): Int64;
begin
  if Kind and not (KindMask or KindFlags) <> 0 then
    Exit(-EINVAL);
  if Kind and KindMask <> SocketStream then
    Exit(-EOPNOTSUPP);
  Result := 0;
  if (Protocol <> 0) and (Protocol <> FamilyLocal) then
    Result := -EPROTONOSUPPORT;
end;

function SysSocketPair(Family, Kind, Protocol, Numbers, A5, A6: Int64): Int64;
var
  First, Second: PLocalSocket;
begin
  if Family <> FamilyLocal then
    Exit(-EAFNOSUPPORT);
  Result := CheckKind(Kind, Protocol);
  if Result < 0 then
    Exit;
  { A bad pointer shows before anything is taken. }
  PInt64(Numbers)^ := PInt64(Numbers)^;
  First := NewSocket;
  Second := NewSocket;
  if (First <> nil) and (Second <> nil) and Join(First, Second) then
    Exit(OpenPair(First, Second, Kind, PLongInt(Numbers)));
  if First <> nil then
    FreeSocket(First);
  if Second <> nil then
    FreeSocket(Second);
  Result := -ENOMEM;
end;

procedure InitLocalSockets; [public, alias: 'toro_local_sockets'];
begin
  TakeCall(CallSendTo, @SysSendTo);
  TakeCall(CallReceiveFrom, @SysReceiveFrom);
  TakeCall(CallShutdown, @SysShutdown);
  TakeCall(CallSocketPair, @SysSocketPair);
end;

end.
