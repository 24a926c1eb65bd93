{ SPDX-License-Identifier: Apache-2.0 }
{ Shared memory, semaphores and message queues of System V in one process and its threads. }
program ipc_system_v;
{$mode objfpc}{$H+}
uses
  cthreads, BaseUnix, Classes, IPC, SysUtils;
const
  Size = 10000;
type
  TText = packed record
    Kind: Int64;
    Text: array[0..99] of AnsiChar;
  end;

  TGiver = class(TThread)
    procedure Execute; override;
  end;

var
  Semaphores, Queue: LongInt;

procedure Report(const Name: string; Value: Int64);
begin
  if Value < 0 then
    WriteLn(Name, ' errno ', fpGetErrno)
  else
    WriteLn(Name, ' ', Value);
end;

procedure Change(const Name: string; Number, By, Flags: LongInt);
var
  Step: TSemBuf;
begin
  Step.sem_num := Number;
  Step.sem_op := By;
  Step.sem_flg := Flags;
  Report(Name, semop(Semaphores, @Step, 1));
end;

procedure Send(Kind: Int64; const Text: string);
var
  Message: TText;
begin
  Message.Kind := Kind;
  Move(PAnsiChar(Text)^, Message.Text, Length(Text));
  if msgsnd(Queue, PMsgBuf(@Message), Length(Text), IPC_NOWAIT) < 0 then
    WriteLn('send errno ', fpGetErrno);
end;

procedure Receive(Kind: Int64; Room, Flags: LongInt);
var
  Message: TText;
  Count: LongInt;
  Text: string;
begin
  FillChar(Message, SizeOf(Message), 0);
  Count := msgrcv(Queue, PMsgBuf(@Message), Room, Kind, Flags);
  if Count < 0 then
  begin
    WriteLn('receive errno ', fpGetErrno);
    Exit;
  end;
  SetString(Text, PAnsiChar(@Message.Text), Count);
  WriteLn('received ', Message.Kind, ' ', Text);
end;

procedure Give;
var
  Step: TSemBuf;
begin
  Step.sem_num := 0;
  Step.sem_op := 1;
  Step.sem_flg := 0;
  semop(Semaphores, @Step, 1);
end;

procedure TGiver.Execute;
var
  Index: LongInt;
begin
  for Index := 1 to 3 do
  begin
    Sleep(1);
    Give;
  end;
  Send(7, 'from the thread');
end;

procedure Memory;
var
  Id, Other: LongInt;
  First, Second: PLongInt;
  State: TShmid_ds;
begin
  Id := shmget(IPC_PRIVATE, Size, IPC_CREAT or &600);
  WriteLn('memory ', Id >= 0);
  First := shmat(Id, nil, 0);
  WriteLn('zero ', First[0], ' ', First[Size div 4 - 1]);
  First[17] := 1234;
  Second := shmat(Id, nil, 0);
  WriteLn('the same ', Second[17]);
  FillChar(State, SizeOf(State), 255);
  Report('state', shmctl(Id, IPC_STAT, @State));
  WriteLn('size ', State.shm_segsz);
  Report('removed', shmctl(Id, IPC_RMID, nil));
  WriteLn('still ', First[17]);
  Report('detached', shmdt(Second));
  if First <> Second then
    Report('detached', shmdt(First))
  else
    Report('detached', shmdt(First));
  Report('again', shmdt(First));
  Report('gone', shmctl(Id, IPC_STAT, @State));
  Report('no key', shmget($7654321, Size, 0));
  Id := shmget($7654321, Size, IPC_CREAT or &600);
  Other := shmget($7654321, Size, &600);
  WriteLn('found ', Id = Other);
  Report('exclusive', shmget($7654321, Size, IPC_CREAT or IPC_EXCL or &600));
  Report('too large', shmget($7654321, Size * 10, &600));
  Report('removed', shmctl(Id, IPC_RMID, nil));
  Report('nothing', shmget(IPC_PRIVATE, 0, IPC_CREAT or &600));
end;

procedure Count;
var
  Argument: TSemUn;
  Values: array[0..2] of Word;
  Thread: TGiver;
begin
  Semaphores := semget(IPC_PRIVATE, 3, IPC_CREAT or &600);
  WriteLn('semaphores ', Semaphores >= 0);
  Argument.val := 5;
  Report('set', semctl(Semaphores, 1, SEM_SETVAL, Argument));
  Report('get', semctl(Semaphores, 1, SEM_GETVAL, Argument));
  Change('take', 1, -3, 0);
  Change('take too many', 1, -3, IPC_NOWAIT);
  Change('wait for zero', 1, 0, IPC_NOWAIT);
  Change('no such', 3, 1, 0);
  Report('get', semctl(Semaphores, 1, SEM_GETVAL, Argument));
  Argument.val := 40000;
  Report('set too far', semctl(Semaphores, 1, SEM_SETVAL, Argument));
  Thread := TGiver.Create(False);
  Change('wait', 0, -3, 0);
  Thread.WaitFor;
  Thread.Free;
  Argument.arr := @Values;
  Report('all', semctl(Semaphores, 0, SEM_GETALL, Argument));
  WriteLn(Values[0], ' ', Values[1], ' ', Values[2]);
  Report('removed', semctl(Semaphores, 0, IPC_RMID, Argument));
  Change('gone', 0, 1, 0);
end;

procedure Messages;
var
  State: TMSQid_ds;
  Index: LongInt;
begin
  Receive(0, 100, IPC_NOWAIT);
  Receive(0, 100, IPC_NOWAIT);
  Send(3, 'three');
  Send(1, 'one');
  Send(2, 'two');
  Send(3, 'three again');
  Send(0, 'none');
  FillChar(State, SizeOf(State), 255);
  Report('state', msgctl(Queue, IPC_STAT, @State));
  Receive(2, 100, 0);
  Receive(-2, 100, 0);
  Receive(3, 2, 0);
  Receive(3, 2, MSG_NOERROR);
  Receive(0, 100, 0);
  Receive(0, 100, IPC_NOWAIT);
  for Index := 1 to 164 do
    Send(1, StringOfChar('x', 100));
  Receive(1, 100, 0);
  Report('removed', msgctl(Queue, IPC_RMID, nil));
  Receive(1, 100, 0);
end;

begin
  Memory;
  Queue := msgget(IPC_PRIVATE, IPC_CREAT or &600);
  WriteLn('queue ', Queue >= 0);
  Count;
  Messages;
end.
