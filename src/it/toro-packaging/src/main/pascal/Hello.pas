{ SPDX-License-Identifier: Apache-2.0 }
program Hello;

uses
  Greetings;

begin
  WriteLn(Greeting);
end.
