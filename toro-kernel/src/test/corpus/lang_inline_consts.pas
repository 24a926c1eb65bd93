{ SPDX-License-Identifier: Apache-2.0 }
program lang_inline_consts;
{$mode objfpc}{$inline on}{$macro on}
{$define twice := 2 *}
function Half(N: Integer): Integer; inline;
begin
  Result := N div 2;
end;
procedure Bump(var N: Integer); inline;
begin
  Inc(N, Half(N));
end;
resourcestring
  Hello = 'Hello, %s';
  Bye = 'Bye';
var
  I: Integer; P: ^ShortString;
begin
  I := 10; Bump(I); Bump(I); WriteLn(I, ' ', twice 21); WriteLn(Hello, ' ', Bye, Length(Hello));
  {$push}{$R+}{$pop} {$ifopt R-}WriteLn('R off');{$endif} {$ifdef twice}WriteLn('macro');{$endif}
  New(P); P^ := 'heap'; WriteLn(P^); Dispose(P); WriteLn({$I %LINE%}, ' ', {$I %CURRENTROUTINE%}, ' ', {$I %FILE%});
end.
