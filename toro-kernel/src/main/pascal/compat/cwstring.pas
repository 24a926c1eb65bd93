{ SPDX-License-Identifier: Apache-2.0 }
{ Stands in for the unit of this name that binds the C library's character conversion: strings are UTF-8 and
  converted by the run-time library's own functions. The compiler finds this one first. }
unit cwstring;

{$mode objfpc}

interface

{ For programs that call it; there is nothing to do. }
procedure SetCWidestringManager;

implementation

procedure SetCWidestringManager;
begin
end;

end.
