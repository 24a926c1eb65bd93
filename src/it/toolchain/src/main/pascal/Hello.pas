{ SPDX-License-Identifier: Apache-2.0 }
program Hello;

begin
  WriteLn('Hello World');
end.
