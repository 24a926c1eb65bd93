{ SPDX-License-Identifier: Apache-2.0 }
{ Reads TCP options: MSS (RFC 9293 3.7.1), window scale and timestamps (RFC 7323), SACK (RFC 2018). What is unknown
  is skipped (MUST-6), what is malformed ends the list (MUST-7). Called by Toro.TcpInput. }
unit Toro.TcpOptions;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.NetRanges;

type
  TTcpOptions = record
    Mss: LongInt;               { 0 when absent }
    Scale: LongInt;             { -1 when absent }
    SackAllowed, Stamped: Boolean;
    Stamp, Echo: LongWord;      { when Stamped }
    BlockCount: LongInt;
    Blocks: array[0..3] of TSequenceRange;
  end;

procedure ReadOptions(Data: PByte; Size: LongInt; out Options: TTcpOptions);
{ Takes over what the peer's SYN offered; what was not offered is not used. }
procedure ApplySynOptions(Tcb: PTcb; const Options: TTcpOptions);

implementation

uses
  Toro.TcpCore;

procedure ReadBlocks(Data: PByte; Size: LongInt; var Options: TTcpOptions);
begin
  while (Size >= 8) and (Options.BlockCount < 4) do
  begin
    Options.Blocks[Options.BlockCount].Start := BEtoN(PLongWord(Data)^);
    Options.Blocks[Options.BlockCount].Stop := BEtoN(PLongWord(Data)[1]);
    Inc(Options.BlockCount);
    Inc(Data, 8);
    Dec(Size, 8);
  end;
end;

procedure ReadOption(Data: PByte; Size: LongInt; var Options: TTcpOptions); inline;
begin
  case Data[0] of
    2: if Size = 4 then
        Options.Mss := BEtoN(PWord(Data + 2)^);
    3: if Size = 3 then
      begin
        { RFC 7323 2.3 }
        Options.Scale := Data[2];
        if Options.Scale > 14 then
          Options.Scale := 14;
      end;
    4: if Size = 2 then
        Options.SackAllowed := True;
    5: ReadBlocks(Data + 2, Size - 2, Options);
    8: if Size = 10 then
      begin
        Options.Stamped := True;
        Options.Stamp := BEtoN(PLongWord(Data + 2)^);
        Options.Echo := BEtoN(PLongWord(Data + 6)^);
      end;
  end;
end;

procedure ReadOptions(Data: PByte; Size: LongInt; out Options: TTcpOptions);
var
  Length: LongInt;
begin
  FillChar(Options, SizeOf(Options), 0);
  Options.Scale := -1;
  while Size > 0 do
  begin
    if Data^ = 0 then
      Exit;
    Length := 1;
    if Data^ <> 1 then
    begin
      if Size < 2 then
        Exit;
      Length := Data[1];
      if (Length < 2) or (Length > Size) then
        Exit;
      ReadOption(Data, Length, Options);
    end;
    Inc(Data, Length);
    Dec(Size, Length);
  end;
end;

procedure ApplySynOptions(Tcb: PTcb; const Options: TTcpOptions);
begin
  Tcb^.Stamped := Options.Stamped;
  if Options.Stamped then
  begin
    Tcb^.StampBase := StampBase(Tcb);
    Tcb^.RecentStamp := Options.Stamp;
    Tcb^.RecentAt := Tcb^.Stack^.Clock();
    Tcb^.LastAckSent := Tcb^.RcvNxt;
  end;
  SetMss(Tcb, Options.Mss);
  Tcb^.SackAllowed := Options.SackAllowed;
  Tcb^.ScalingOffered := Options.Scale >= 0;
  if Tcb^.ScalingOffered then
  begin
    Tcb^.SndScale := Options.Scale;
    Tcb^.RcvScale := OurScale;
  end;
end;

end.
