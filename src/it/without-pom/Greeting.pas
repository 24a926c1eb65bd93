{ SPDX-License-Identifier: Apache-2.0 }
program Greeting;
begin
  WriteLn('hello from a single file');
end.
