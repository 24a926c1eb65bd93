{ SPDX-License-Identifier: Apache-2.0 }
program strings_cwstring;
{$mode objfpc}{$H+}{$codepage utf8}
uses
  cwstring, SysUtils;

{$i strings_cwstring.inc}
