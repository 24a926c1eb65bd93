// SPDX-License-Identifier: Apache-2.0
// image, boot and verify alone are enough, and the image is attached beside the jar.
def log = new File(basedir, 'build.log').text
assert log.contains('compiling src/main/pascal/Answer.pas (not compiled yet)')
assert log.contains('Devices (pom)')
assert log.contains('| answer 42')
assert new File(basedir, 'target/Toro.elf').file
assert new File(basedir, 'target/jar-packaging-1.0.jar').file
