{ SPDX-License-Identifier: Apache-2.0 }
program hello;
begin
  WriteLn('Hello World');
end.
