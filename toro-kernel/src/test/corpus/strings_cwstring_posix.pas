{ SPDX-License-Identifier: Apache-2.0 }
program strings_cwstring_posix;
{ The same as strings_cwstring, where the environment asks for the C locale. }
{$mode objfpc}{$H+}{$codepage utf8}
uses
  cwstring, SysUtils;

{$i strings_cwstring.inc}
