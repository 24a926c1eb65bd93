{ SPDX-License-Identifier: Apache-2.0 }
program params_environment;
{$mode objfpc}{$H+}
uses
  SysUtils, Dos;
begin
  WriteLn(GetEnvironmentVariable('TORO_A'), '|', GetEnvironmentVariable('TORO_B'), '|', SysUtils.GetEnvironmentVariable('NOPE'), '|', GetEnv('TORO_A'));
  WriteLn(GetEnvironmentVariableCount > 0, ParamCount);
end.
