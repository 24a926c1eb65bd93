// SPDX-License-Identifier: Apache-2.0
// One build makes, boots, verifies and installs; a second one of the same sources makes nothing.
def first = new File(basedir, 'build.log').text
assert first.contains('compiling src/main/pascal/Hello.pas (not compiled yet)')
assert first.contains('linking Toro.elf (not linked yet)')
assert first =~ /units: Greetings \(program\); \d+ more they need/
assert first =~ /Toro\.elf \d+\.\d kB: kernel .* kB, RTL .* kB, program/
assert first.contains('| Hello World')
assert first =~ /booted on qemu microvm (tcg|kvm): startup [\d.]+ ms \(vmm .*kernel .*program/
assert first =~ /verified boot: exit code 0, 1 expected line seen, startup [\d.]+ ms/

def image = new File(basedir, 'target/Toro.elf')
assert image.bytes[0..4] == [0x7f, 0x45, 0x4c, 0x46, 1] as byte[] as List
def installed = new File(localRepositoryPath, 'org/toromaven/it/toro-packaging/1.0')
assert new File(installed, 'toro-packaging-1.0.elf').bytes == image.bytes

def summary = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/toro/boot-summary.json'))
assert summary.schemaVersion == 2
assert summary.boots*.verdict == ['PASSED']
assert summary.boots[0].runs[0].exitCode == 0
assert new File(basedir, 'target/toro/console.log').text == 'Hello World\n'

def suite = new groovy.xml.XmlSlurper().parse(
    new File(basedir, 'target/toro-reports/TEST-org.toromaven.it.toro-packaging.boot.xml'))
assert suite.@tests == '1' && suite.@failures == '0' && suite.@errors == '0'
assert suite.testcase.'system-out'.text().contains('Hello World')

def second = new File(basedir, 'second.log').text
assert second.contains('Hello.pas has not changed: nothing to compile')
assert second.contains('(nothing to link)')
assert !second.contains('compiling ') && !second.contains('linking ')

def skipped = new File(basedir, 'skipped.log').text
assert skipped.contains('skipped (skipITs): the image is not booted')
assert skipped.contains('skipped (skipITs): no boot is verified')
assert skipped.contains('(nothing to link)')

def nothing = new File(basedir, 'skipped-all.log').text
assert nothing.contains('skipped (toro.skip): the program is not compiled')
assert nothing.contains('skipped (toro.skip): no image is made')
