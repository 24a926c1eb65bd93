{ SPDX-License-Identifier: Apache-2.0 }
program params_zero;
begin
  WriteLn(ParamCount, Length(ParamStr(1)), argc, argv[1] = nil, ParamStr(0) <> '');
end.
