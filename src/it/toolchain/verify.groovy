// SPDX-License-Identifier: Apache-2.0
// The compiler is the one of toolchains.xml, and the log says so to those who ask.
assert new File(basedir, 'called.log').text.contains('called')
def log = new File(basedir, 'build.log').text
assert log =~ /compiler: .*my-fpc, from .*toolchain/
assert new File(basedir, 'target/Toro.elf').exists()
