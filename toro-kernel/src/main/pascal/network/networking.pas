{ SPDX-License-Identifier: Apache-2.0 }
{ The network for a program that names nothing else: TCP/IP over every card whose driver is in the image,
  an address for each, and the socket calls of the run-time library. The kernel's command line decides:

    toro.net=dhcp                              (the default) ask for an address
    toro.net=10.0.2.15/24,10.0.2.2,10.0.2.3    address and mask, gateway, name server
    toro.net=off                               bring no card up }
unit Networking;

{$mode objfpc}

interface

implementation

uses
  Toro.Dma, Toro.NetTimers, Toro.NetTypes, Toro.NetHost, Toro.NetStack, Toro.NetConfig, Toro.Dhcp, Toro.Waiting,
  Toro.CommandLine, Toro.Sockets, Toro.SocketOptions, Toro.SocketMessages, Toro.Readiness,
  Toro.NetFiles, Toro.Resolver;

procedure Configured;
begin
  ConfigurationPending := False;
  WakeAll(ConfigurationQueue);
end;

procedure LeaseChanged(Client: PDhcpClient);
begin
  UseNameServers(Client^.NameServers, Client^.NameServerCount, Client^.Domain);
  Configured;
end;

type
  PAsking = ^TAsking;
  TAsking = record
    Client: TDhcpClient;
    Device: PNetInterface;
    Start: TNetTimer;
  end;

procedure Ask(Timer: PNetTimer);
var
  Asking: PAsking;
begin
  Asking := Timer^.Owner;
  if not StartDhcp(@Asking^.Client, Asking^.Device, @LeaseChanged) then
    Configured;
end;

{ As soon as the program uses the network or has nothing to do: an answer would not be looked at before. }
procedure AskForAddress(Device: PNetInterface);
var
  Asking: PAsking;
begin
  Asking := AllocateKept(SizeOf(TAsking));
  Asking^.Device := Device;
  Asking^.Start.Owner := Asking;
  Asking^.Start.Fire := @Ask;
  ConfigurationPending := True;
  SetTimer(Device^.Stack^.Timers, @Asking^.Start, 0);
end;

var
  Settings: TNetSettings;
  FixedGiven: Boolean;

{ The first card gets the address of the command line, further ones ask. }
procedure InterfaceCame(Device: PNetInterface);
begin
  if (Settings.Kind = netFixed) and not FixedGiven then
  begin
    FixedGiven := True;
    ConfigureInterface(Device, Settings.Address, Settings.Mask, Settings.Gateway);
    if Settings.NameServerCount > 0 then
      UseNameServers(Settings.NameServers, Settings.NameServerCount, '');
  end
  else if Settings.Kind <> netOff then
    AskForAddress(Device);
end;

initialization
  Settings := ReadSettings(FindKernelWord('toro.net'));
  OnInterface := @InterfaceCame;
  StartNet;
end.
