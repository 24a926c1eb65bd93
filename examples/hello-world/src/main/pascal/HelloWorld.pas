{ SPDX-License-Identifier: Apache-2.0 }
program HelloWorld;

begin
  WriteLn('Hello World');
end.
