{ SPDX-License-Identifier: Apache-2.0 }
program Truncated;

{$L truncated.o}

procedure Cut; external name 'cut';

begin
  Cut;
end.
