{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_av_unhandled;
var
  P: ^Integer;
begin
  WriteLn('before');
  P := nil;
  P^ := 1;
  WriteLn('never');
end.
