{ SPDX-License-Identifier: Apache-2.0 }
{ Files for programs that do not name Filesystem: the functions of the run-time library that create
  a file or folder are redirected here (overrides.txt, wrap), and bring the memory filesystem to
  life before they go on. A program that refers to none of them has none of this in its image; one
  that does behaves as on Linux, in memory.

  Called by: the program, in place of the functions named; always compiled (roots.txt).
  Touches: Toro.FileStart. }
unit Toro.DefaultFiles;

{$mode objfpc}
{$asmmode intel}

interface

implementation

uses
  Toro.FileStart;

{ Keeps what may hold parameters. }
procedure EnsureFiles; assembler; nostackframe;
asm
  push rdi
  push rsi
  push rdx
  push rcx
  push r8
  push r9
  call StartFiles
  pop r9
  pop r8
  pop rcx
  pop rdx
  pop rsi
  pop rdi
end;

procedure RealFpcSyscMkdir; external name '__real_FPC_SYSC_MKDIR';
procedure WrapFpcSyscMkdir; assembler; nostackframe;
  [public, alias: '__wrap_FPC_SYSC_MKDIR'];
asm
  call EnsureFiles
  jmp RealFpcSyscMkdir
end;

procedure RealSystemRewriteText; external name '__real_SYSTEM_$$_REWRITE$TEXT';
procedure WrapSystemRewriteText; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_REWRITE$TEXT'];
asm
  call EnsureFiles
  jmp RealSystemRewriteText
end;

procedure RealSystemAppendText; external name '__real_SYSTEM_$$_APPEND$TEXT';
procedure WrapSystemAppendText; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_APPEND$TEXT'];
asm
  call EnsureFiles
  jmp RealSystemAppendText
end;

procedure RealSystemRewriteFileLongint; external name '__real_SYSTEM_$$_REWRITE$file$LONGINT';
procedure WrapSystemRewriteFileLongint; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_REWRITE$file$LONGINT'];
asm
  call EnsureFiles
  jmp RealSystemRewriteFileLongint
end;

procedure RealSystemRewriteFile; external name '__real_SYSTEM_$$_REWRITE$file';
procedure WrapSystemRewriteFile; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_REWRITE$file'];
asm
  call EnsureFiles
  jmp RealSystemRewriteFile
end;

procedure RealSystemMkdirRawbytestring; external name '__real_SYSTEM_$$_MKDIR$RAWBYTESTRING';
procedure WrapSystemMkdirRawbytestring; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_MKDIR$RAWBYTESTRING'];
asm
  call EnsureFiles
  jmp RealSystemMkdirRawbytestring
end;

procedure RealSystemMkdirShortstring; external name '__real_SYSTEM_$$_MKDIR$SHORTSTRING';
procedure WrapSystemMkdirShortstring; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_MKDIR$SHORTSTRING'];
asm
  call EnsureFiles
  jmp RealSystemMkdirShortstring
end;

procedure RealSystemMkdirUnicodestring; external name '__real_SYSTEM_$$_MKDIR$UNICODESTRING';
procedure WrapSystemMkdirUnicodestring; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_MKDIR$UNICODESTRING'];
asm
  call EnsureFiles
  jmp RealSystemMkdirUnicodestring
end;

procedure RealFpcRewriteTyped; external name '__real_fpc_rewrite_typed';
procedure WrapFpcRewriteTyped; assembler; nostackframe;
  [public, alias: '__wrap_fpc_rewrite_typed'];
asm
  call EnsureFiles
  jmp RealFpcRewriteTyped
end;

procedure RealFpcRewriteTypedIso; external name '__real_fpc_rewrite_typed_iso';
procedure WrapFpcRewriteTypedIso; assembler; nostackframe;
  [public, alias: '__wrap_fpc_rewrite_typed_iso'];
asm
  call EnsureFiles
  jmp RealFpcRewriteTypedIso
end;

procedure RealFpcRewriteTypedNameIso; external name '__real_fpc_rewrite_typed_name_iso';
procedure WrapFpcRewriteTypedNameIso; assembler; nostackframe;
  [public, alias: '__wrap_fpc_rewrite_typed_name_iso'];
asm
  call EnsureFiles
  jmp RealFpcRewriteTypedNameIso
end;

procedure RealFileCreate; external
  name '__real_SYSUTILS_$$_FILECREATE$RAWBYTESTRING$$LONGINT';
procedure WrapFileCreate; assembler; nostackframe;
  [public, alias: '__wrap_SYSUTILS_$$_FILECREATE$RAWBYTESTRING$$LONGINT'];
asm
  call EnsureFiles
  jmp RealFileCreate
end;

procedure RealFileCreateShare; external
  name '__real_SYSUTILS_$$_FILECREATE$RAWBYTESTRING$LONGINT$$LONGINT';
procedure WrapFileCreateShare; assembler; nostackframe;
  [public, alias: '__wrap_SYSUTILS_$$_FILECREATE$RAWBYTESTRING$LONGINT$$LONGINT'];
asm
  call EnsureFiles
  jmp RealFileCreateShare
end;

procedure RealFileCreateRights; external
  name '__real_SYSUTILS_$$_FILECREATE$RAWBYTESTRING$LONGINT$LONGINT$$LONGINT';
procedure WrapFileCreateRights; assembler; nostackframe;
  [public, alias: '__wrap_SYSUTILS_$$_FILECREATE$RAWBYTESTRING$LONGINT$LONGINT$$LONGINT'];
asm
  call EnsureFiles
  jmp RealFileCreateRights
end;

procedure RealCreateDir; external
  name '__real_SYSUTILS_$$_CREATEDIR$RAWBYTESTRING$$BOOLEAN';
procedure WrapCreateDir; assembler; nostackframe;
  [public, alias: '__wrap_SYSUTILS_$$_CREATEDIR$RAWBYTESTRING$$BOOLEAN'];
asm
  call EnsureFiles
  jmp RealCreateDir
end;

end.
