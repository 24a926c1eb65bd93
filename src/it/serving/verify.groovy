// SPDX-License-Identifier: Apache-2.0
// An appliance with a disk made by the build serves between start and stop; verify judges it too.
def log = new File(basedir, 'build.log').text
assert log =~ /disk data: ext2, .* 1 file \(/
assert log =~ /serving on qemu, port 7 at 127\.0\.0\.1:\d+/
assert log.contains('| read: four score and seven')
assert log =~ /Networking.*Filesystem|Filesystem.*Networking/
def summary = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/toro/boot-summary.json'))
assert summary.boots*.name == ['start']
assert summary.boots*.verdict == ['PASSED']
