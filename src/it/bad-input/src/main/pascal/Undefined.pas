{ SPDX-License-Identifier: Apache-2.0 }
program Undefined;

procedure Nowhere; external name 'nobody_defines_this';

begin
  Nowhere;
end.
