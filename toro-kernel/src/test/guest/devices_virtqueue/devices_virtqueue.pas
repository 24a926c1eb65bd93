{ SPDX-License-Identifier: Apache-2.0 }
{ The virtqueue against a device written here, in Pascal: 100,000 requests of one to five pieces,
  with and without event indices; every request comes back once with its length, no descriptor is
  lost, and a device that answers nonsense does no harm. }
program devices_virtqueue;

{$mode objfpc}

uses
  Toro.Virtio;

const
  Requests = 100000;
  QueueSize = 64;

var
  Offered: QWord;
  Status: Byte;
  Notified, Seen: LongInt;

function GetStatus(Device: PVirtioDevice): Byte;
begin
  Result := Status;
end;

procedure SetStatus(Device: PVirtioDevice; Value: Byte);
begin
  Status := Value;
end;

function GetFeatures(Device: PVirtioDevice): QWord;
begin
  Result := Offered;
end;

procedure SetFeatures(Device: PVirtioDevice; Features: QWord);
begin
end;

function Connect(Device: PVirtioDevice): Boolean;
begin
  Result := True;
end;

function QueueLimit(Device: PVirtioDevice; Number: Word): Word;
begin
  Result := 256;
end;

function OpenQueue(Queue: PVirtioQueue): Boolean;
begin
  Result := True;
end;

procedure Notify(Queue: PVirtioQueue);
begin
  Inc(Notified);
end;

function ReadConfig(Device: PVirtioDevice; Offset: LongWord; Size: Byte): LongWord;
begin
  Result := Offset;
end;

procedure WriteConfig(Device: PVirtioDevice; Offset: LongWord; Size: Byte; Value: LongWord);
begin
end;

function Generation(Device: PVirtioDevice): LongWord;
begin
  Result := 0;
end;

const
  Transport: TVirtioTransport = (
    GetStatus: @GetStatus;
    SetStatus: @SetStatus;
    GetFeatures: @GetFeatures;
    SetFeatures: @SetFeatures;
    Connect: @Connect;
    QueueLimit: @QueueLimit;
    OpenQueue: @OpenQueue;
    Notify: @Notify;
    ReadConfig: @ReadConfig;
    WriteConfig: @WriteConfig;
    Generation: @Generation;
    FixedQueueSize: False);

procedure Answer(Queue: PVirtioQueue; Id, Length: LongWord);
begin
  Queue^.Used^.Ring[Queue^.Used^.Index and (Queue^.Size - 1)].Id := Id;
  Queue^.Used^.Ring[Queue^.Used^.Index and (Queue^.Size - 1)].Length := Length;
  Inc(Queue^.Used^.Index);
end;

{ The device: answers all that is available with the bytes it could have written. }
procedure Serve(Queue: PVirtioQueue);
var
  Head: Word;
  Total: LongWord;
  Descriptor: PQueueDescriptor;
begin
  while Word(Seen) <> Queue^.Available^.Index do
  begin
    Head := Queue^.Available^.Ring[Seen and (Queue^.Size - 1)];
    Inc(Seen);
    Total := 0;
    Descriptor := @Queue^.Descriptors[Head];
    repeat
      if Descriptor^.Flags and 2 <> 0 then
        Inc(Total, Descriptor^.Length);
      if Descriptor^.Flags and 1 = 0 then
        Break;
      Descriptor := @Queue^.Descriptors[Descriptor^.Next];
    until False;
    Answer(Queue, Head, Total);
    PWord(@Queue^.Used^.Ring[Queue^.Size])^ := Seen;
  end;
end;

var
  Lengths: array[1..Requests] of LongWord;
  Returned, Wrong: LongInt;

procedure TakeAll(Queue: PVirtioQueue);
var
  Token: Pointer;
  Length: LongWord;
begin
  while TakeUsed(Queue, Token, Length) do
  begin
    Inc(Returned);
    if Lengths[PtrUInt(Token)] <> Length then
      Inc(Wrong);
    Lengths[PtrUInt(Token)] := High(LongWord);
  end;
  if Queue^.FreeCount <> Queue^.Size then
    Inc(Wrong);
end;

procedure SendOne(Queue: PVirtioQueue; Number: LongInt);
var
  Pieces: array[0..4] of TVirtioBuffer;
  Count, Index: LongInt;
begin
  Count := 1 + Random(5);
  Lengths[Number] := 0;
  for Index := 0 to Count - 1 do
  begin
    Pieces[Index].Data := Queue;
    Pieces[Index].Size := Random(100);
    Pieces[Index].DeviceWrites := Index > Count div 2;
    if Pieces[Index].DeviceWrites then
      Inc(Lengths[Number], Pieces[Index].Size);
  end;
  if AddBuffers(Queue, @Pieces, Count, Pointer(PtrUInt(Number))) then
    Exit;
  Kick(Queue);
  Serve(Queue);
  TakeAll(Queue);
  if not AddBuffers(Queue, @Pieces, Count, Pointer(PtrUInt(Number))) then
    Inc(Wrong);
end;

procedure RunRequests(Queue: PVirtioQueue);
var
  Number: LongInt;
begin
  for Number := 1 to Requests do
  begin
    SendOne(Queue, Number);
    if Random(4) = 0 then
      Kick(Queue);
  end;
  Kick(Queue);
  Serve(Queue);
  TakeAll(Queue);
end;

procedure AnswerNonsense(Queue: PVirtioQueue);
var
  Token: Pointer;
  Length: LongWord;
begin
  Answer(Queue, 0, 1); { not in use }
  Answer(Queue, QueueSize, 1); { no such descriptor }
  Answer(Queue, High(LongWord), 1);
  WriteLn('nonsense taken: ', TakeUsed(Queue, Token, Length), ', descriptors: ',
    Queue^.FreeCount);
end;

procedure Test(const Name: ShortString; Features: QWord);
var
  Device: TVirtioDevice;
  Queue: PVirtioQueue;
begin
  FillChar(Device, SizeOf(Device), 0);
  Device.Transport := @Transport;
  Offered := Features;
  Notified := 0;
  Seen := 0;
  Returned := 0;
  Wrong := 0;
  WriteLn(Name, ': begin ', BeginVirtio(@Device, 0));
  Queue := StartQueue(@Device, 0, QueueSize, nil, nil);
  WriteLn('size ', Queue^.Size, ', finish ', FinishVirtio(@Device));
  RunRequests(Queue);
  WriteLn('returned ', Returned, ', wrong ', Wrong, ', notified often: ',
    Notified > Requests div 8);
  AnswerNonsense(Queue);
end;

begin
  Test('flags', FeatureVersion1);
  Test('event index', FeatureVersion1 or FeatureEventIndex);
end.
