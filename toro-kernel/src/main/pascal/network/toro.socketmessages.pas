{ SPDX-License-Identifier: Apache-2.0 }
{ sendmsg, recvmsg: a socket call whose data lies in several pieces (sendmsg(2), recvmsg(2)). Control
  messages are neither taken nor given. }
unit Toro.SocketMessages;

{$mode objfpc}

interface

implementation

uses
  Toro.NetTypes, Toro.SystemCalls, Toro.NetHost, Toro.SocketTypes, Toro.SocketTransfer;

type
  { struct iovec, struct msghdr }
  PPiece = ^TPiece;
  TPiece = packed record
    Data: PByte;
    Size: Int64;
  end;
  PMessageHeader = ^TMessageHeader;
  TMessageHeader = packed record
    Name: Pointer;
    NameSize, Padding: LongInt;
    Pieces: PPiece;
    PieceCount: Int64;
    Control: Pointer;
    ControlSize: Int64;
    Flags: LongInt;
  end;

{ A datagram is built or taken in one buffer, which holds the largest there is. }
const
  GatherSize = MaxDatagram + 1;

function TotalSize(const Header: TMessageHeader): Int64;
var
  Index: Int64;
begin
  Result := 0;
  for Index := 0 to Header.PieceCount - 1 do
    Inc(Result, Header.Pieces[Index].Size);
end;

procedure Gather(const Header: TMessageHeader; Target: PByte);
var
  Index: Int64;
begin
  for Index := 0 to Header.PieceCount - 1 do
  begin
    Move(Header.Pieces[Index].Data^, Target^, Header.Pieces[Index].Size);
    Inc(Target, Header.Pieces[Index].Size);
  end;
end;

procedure Scatter(const Header: TMessageHeader; Source: PByte; Size: Int64);
var
  Index, Part: Int64;
begin
  for Index := 0 to Header.PieceCount - 1 do
  begin
    Part := Header.Pieces[Index].Size;
    if Part > Size then
      Part := Size;
    Move(Source^, Header.Pieces[Index].Data^, Part);
    Inc(Source, Part);
    Dec(Size, Part);
  end;
end;

{ Inside. Streams go piece after piece, until one is short. }
function SendPieces(Socket: PSocket; const Header: TMessageHeader; Flags: LongWord): Int64;
var
  Index, Done: Int64;
begin
  Done := 0;
  Result := 0;
  for Index := 0 to Header.PieceCount - 1 do
  begin
    Result := SocketSend(Socket, Header.Pieces[Index].Data, Header.Pieces[Index].Size, Flags,
      nil, 0);
    if Result > 0 then
      Inc(Done, Result);
    if Result < Header.Pieces[Index].Size then
      Break;
  end;
  if (Done > 0) or (Result > 0) then
    Result := Done;
end;

function SendWhole(Socket: PSocket; const Header: TMessageHeader; Flags: LongWord): Int64;
var
  Buffer: PByte;
  Size: Int64;
begin
  Size := TotalSize(Header);
  if Size > MaxDatagram then
    Exit(-EMSGSIZE);
  Buffer := GetMem(GatherSize);
  Gather(Header, Buffer);
  Result := SocketSend(Socket, Buffer, Size, Flags, Header.Name, Header.NameSize);
  FreeMem(Buffer);
end;

function SysSendMessage(Number, Message, Flags, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  EnterSocket(Socket);
  if Socket^.Endpoint <> nil then
    Result := SendWhole(Socket, PMessageHeader(Message)^, Flags)
  else
    Result := SendPieces(Socket, PMessageHeader(Message)^, Flags);
  NetLeave;
end;

{ Inside. Only the first piece waits, unless all is wanted. }
function ReceivePieces(Socket: PSocket; const Header: TMessageHeader; Flags: LongWord): Int64;
var
  Index, Done: Int64;
  Truncated: Boolean;
begin
  Done := 0;
  Result := 0;
  for Index := 0 to Header.PieceCount - 1 do
  begin
    Result := SocketReceive(Socket, Header.Pieces[Index].Data, Header.Pieces[Index].Size, Flags,
      nil, nil, Truncated);
    if Result > 0 then
      Inc(Done, Result);
    if Result < Header.Pieces[Index].Size then
      Break;
    if Flags and MessageWaitAll = 0 then
      Flags := Flags or MessageDontWait;
  end;
  if Done > 0 then
    Result := Done;
end;

function ReceiveWhole(Socket: PSocket; var Header: TMessageHeader; Flags: LongWord): Int64;
var
  Buffer: PByte;
  Size: Int64;
  Truncated: Boolean;
begin
  Size := TotalSize(Header);
  if Size > GatherSize then
    Size := GatherSize;
  Buffer := GetMem(GatherSize);
  Result := SocketReceive(Socket, Buffer, Size, Flags, Header.Name, @Header.NameSize, Truncated);
  if Result > 0 then
    if Result < Size then
      Scatter(Header, Buffer, Result)
    else
      Scatter(Header, Buffer, Size);
  if Truncated then
    Header.Flags := MessageTruncate;
  FreeMem(Buffer);
end;

function SysReceiveMessage(Number, Message, Flags, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  EnterSocket(Socket);
  PMessageHeader(Message)^.Flags := 0;
  if Socket^.Endpoint <> nil then
    Result := ReceiveWhole(Socket, PMessageHeader(Message)^, Flags)
  else
    Result := ReceivePieces(Socket, PMessageHeader(Message)^, Flags);
  PMessageHeader(Message)^.ControlSize := 0;
  NetLeave;
end;

const
  Calls: array[0..1] of TSystemCallEntry = (
    (Number: 46; Handler: @SysSendMessage), (Number: 47; Handler: @SysReceiveMessage));

initialization
  RegisterSystemCalls(Calls);
end.
