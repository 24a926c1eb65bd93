{ SPDX-License-Identifier: Apache-2.0 }
{ Takes and gives pseudo-random bytes, one thread for each connection. The request: U (takes them and answers R
  or, when a byte is wrong, W) or D (gives them), a seed of 8 bytes, a number of 4 bytes, both least
  significant byte first. }
program TransferServer;

{$mode objfpc}{$H+}

uses
  cthreads, SysUtils, Sockets;

const
  Port = 9000;
  BlockSize = 16384; { a multiple of 8 }

type
  TRequest = packed record
    Direction: AnsiChar;
    Seed: QWord;
    Size: LongWord;
  end;
  TBlock = array[0..BlockSize div 8 - 1] of QWord;

{ xorshift64 (Marsaglia 2003) }
procedure Fill(var Seed: QWord; out Block: TBlock);
var
  Index: LongInt;
begin
  for Index := 0 to High(Block) do
  begin
    Seed := Seed xor (Seed shl 13);
    Seed := Seed xor (Seed shr 7);
    Seed := Seed xor (Seed shl 17);
    Block[Index] := NtoLE(Seed);
  end;
end;

function ReadAll(Socket: LongInt; Buffer: PByte; Size: LongInt): Boolean;
var
  Count: LongInt;
begin
  while Size > 0 do
  begin
    Count := fpRecv(Socket, Buffer, Size, 0);
    if Count <= 0 then
      Exit(False);
    Inc(Buffer, Count);
    Dec(Size, Count);
  end;
  Result := True;
end;

function WriteAll(Socket: LongInt; Buffer: PByte; Size: LongInt): Boolean;
var
  Count: LongInt;
begin
  while Size > 0 do
  begin
    Count := fpSend(Socket, Buffer, Size, 0);
    if Count <= 0 then
      Exit(False);
    Inc(Buffer, Count);
    Dec(Size, Count);
  end;
  Result := True;
end;

procedure Transfer(Socket: LongInt; var Request: TRequest);
var
  Wanted, Came: TBlock;
  Size: LongInt;
  Answer: AnsiChar;
begin
  Answer := 'R';
  while Request.Size > 0 do
  begin
    Size := Request.Size;
    if Size > BlockSize then
      Size := BlockSize;
    Fill(Request.Seed, Wanted);
    if Request.Direction = 'D' then
    begin
      if not WriteAll(Socket, @Wanted, Size) then
        Exit;
    end
    else if not ReadAll(Socket, @Came, Size) or (CompareByte(Came, Wanted, Size) <> 0) then
      Answer := 'W';
    Dec(Request.Size, Size);
  end;
  if Request.Direction = 'U' then
    WriteAll(Socket, @Answer, 1);
end;

function Serve(Parameter: Pointer): PtrInt;
var
  Socket: LongInt;
  Request: TRequest;
begin
  Socket := PtrInt(Parameter);
  if ReadAll(Socket, @Request, SizeOf(Request)) then
  begin
    Request.Seed := LEtoN(Request.Seed);
    Request.Size := LEtoN(Request.Size);
    Transfer(Socket, Request);
  end;
  CloseSocket(Socket);
  Result := 0;
end;

procedure Fail(const What: string);
begin
  WriteLn(What, ' failed: ', SocketError);
  Halt(1);
end;

var
  Listener, Socket: LongInt;
  Address: TInetSockAddr;
  Size: TSockLen;

begin
  Listener := fpSocket(AF_INET, SOCK_STREAM, 0);
  FillChar(Address, SizeOf(Address), 0);
  Address.sin_family := AF_INET;
  Address.sin_port := htons(Port);
  if fpBind(Listener, @Address, SizeOf(Address)) <> 0 then
    Fail('bind');
  if fpListen(Listener, 64) <> 0 then
    Fail('listen');
  WriteLn('listening on port ', Port);
  repeat
    Size := SizeOf(Address);
    Socket := fpAccept(Listener, @Address, @Size);
    if Socket < 0 then
      Fail('accept');
    BeginThread(@Serve, Pointer(PtrInt(Socket)));
  until False;
end.
