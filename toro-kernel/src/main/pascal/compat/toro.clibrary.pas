{ SPDX-License-Identifier: Apache-2.0 }
{ The few functions of the C library that stock units bind without a program being about them: dynamic
  loading (unit dl, behind dynlibs and so behind HTTP clients, databases and encryption that load their library
  when it is there), the system log, and errno. Loading finds nothing and says so as on a Linux
  without the library; the log goes nowhere, as where no daemon listens. libraries.txt names the units.

  Called by: programs of such units, by these names; always compiled (roots.txt), linked where referred to. }
unit Toro.CLibrary;

{$mode objfpc}
{$asmmode intel}

interface

implementation

uses
  Toro.CommandLine;

{ ---- Start of programs that link with the C library (si_c of the run-time library) ---- }

{ main comes back, with the exit code, when the program has ended. }
procedure StartMain; assembler; nostackframe; [public, alias: '__libc_start_main'];
const
  ExitGroup = 231;
asm
  call rdi
  mov edi, eax
  mov eax, ExitGroup
  syscall
end;

{ ---- Dynamic loading ---- }

const
  MaxMessage = 512;
  NotFound: PAnsiChar = ': cannot open shared object file: No such file or directory';
  NoSymbol: PAnsiChar = ': undefined symbol: ';
  MainHandle = Pointer(1);

var
  Message: array[0..MaxMessage] of AnsiChar;
  HasMessage: Boolean;
  ErrorNumber: LongInt;

procedure SetMessage(First, Second, Third: PAnsiChar);
var
  Size: LongInt;

  procedure Append(Text: PAnsiChar);
  begin
    while (Text^ <> #0) and (Size < MaxMessage) do
    begin
      Message[Size] := Text^;
      Inc(Size);
      Inc(Text);
    end;
  end;

begin
  Size := 0;
  Append(First);
  Append(Second);
  Append(Third);
  Message[Size] := #0;
  HasMessage := True;
end;

{ nil is the program itself. }
function OpenLibrary(Name: PAnsiChar; Flags: LongInt): Pointer; cdecl; [public, alias: 'dlopen'];
begin
  if Name = nil then
    Exit(MainHandle);
  SetMessage(Name, NotFound, '');
  Result := nil;
end;

function FindSymbol(Handle: Pointer; Name: PAnsiChar): Pointer; cdecl;
  [public, alias: 'dlsym', alias: 'dlvsym'];
begin
  SetMessage(@ProgramName, NoSymbol, Name);
  Result := nil;
end;

function CloseLibrary(Handle: Pointer): LongInt; cdecl; [public, alias: 'dlclose'];
begin
  Result := 0;
end;

{ Each message is told once. }
function LastMessage: PAnsiChar; cdecl; [public, alias: 'dlerror'];
begin
  Result := nil;
  if HasMessage then
    Result := @Message;
  HasMessage := False;
end;

{ No address belongs to a library. }
function FindAddress(Address, Info: Pointer): LongInt; cdecl; [public, alias: 'dladdr'];
begin
  Result := 0;
end;

function DescribeLibrary(Handle: Pointer; Request: LongInt; Info: Pointer): LongInt; cdecl;
  [public, alias: 'dlinfo'];
begin
  SetMessage('unsupported dlinfo request', '', '');
  Result := -1;
end;

{ ---- errno and the system log ---- }

function ErrnoLocation: PLongInt; cdecl; [public, alias: '__errno_location'];
begin
  Result := @ErrorNumber;
end;

procedure OpenLog(Identity: PAnsiChar; Option, Facility: LongInt); cdecl; [public, alias: 'openlog'];
begin
end;

procedure CloseLog; cdecl; [public, alias: 'closelog'];
begin
end;

procedure WriteLog; cdecl; [public, alias: 'syslog', alias: 'vsyslog'];
begin
end;

function SetLogMask(Mask: LongInt): LongInt; cdecl; [public, alias: 'setlogmask'];
const
  AllPriorities = $FF;
begin
  Result := AllPriorities;
end;

end.
