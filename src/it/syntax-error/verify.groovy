// SPDX-License-Identifier: Apache-2.0
// The compiler's message is an error of the build, with its place.
def log = new File(basedir, 'build.log').text
assert log =~ /ERROR.* src\/main\/pascal\/Broken\.pas:4:\d+: /
assert log =~ /Broken\.pas does not compile: \d+ errors?/
assert !new File(basedir, 'target/Toro.elf').exists()
