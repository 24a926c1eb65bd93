{ SPDX-License-Identifier: Apache-2.0 }
{ Another name of IdeDisk: programs of 2019 list it as Ide in '...\IdeDisk.pas'. }
unit Ide;

{$mode objfpc}

interface

implementation

uses
  IdeDisk;

end.
