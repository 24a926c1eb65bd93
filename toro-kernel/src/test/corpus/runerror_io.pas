{ SPDX-License-Identifier: Apache-2.0 }
program runerror_io;
var
  T: Text;
begin
  Assign(T, '/no/such/file');
  {$I-} Reset(T); {$I+}
  WriteLn(IOResult, ' ', IOResult);
  Reset(T);
  WriteLn('never');
end.
