{ SPDX-License-Identifier: Apache-2.0 }
{ Found although it is in a folder of a folder. }
unit Greetings;

{$mode objfpc}{$H+}

interface

const
  Greeting = 'Hello World';

implementation

end.
