// SPDX-License-Identifier: Apache-2.0
// A single file is run, and the units are listed, without a POM and without a trace beside the file.
assert new File(basedir, 'build.log').text =~ /Networking  +\S/
assert new File(basedir, 'run.log').text.contains('booted on qemu microvm')
assert !new File(basedir, 'target').exists()
