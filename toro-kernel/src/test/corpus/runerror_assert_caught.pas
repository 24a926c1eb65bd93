{ SPDX-License-Identifier: Apache-2.0 }
program runerror_assert_caught;
{$mode objfpc}{$C+}
uses
  SysUtils;
begin
  try
    Assert(False, 'reason');
  except
    on E: EAssertionFailed do WriteLn(E.Message);
  end;
  try
    Assert(False);
  except
    on E: EAssertionFailed do WriteLn(E.Message);
  end;
end.
