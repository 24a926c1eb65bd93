// SPDX-License-Identifier: Apache-2.0
// Each boot has its own image, machine, words and disks, and its own record, test case and console.
def names = ['microvm', 'pc elf64', 'no disk, other words', 'disk image', 'writes', 'reads what was kept']
def summary = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/toro/boot-summary.json'))
assert summary.boots*.name == names
assert summary.boots*.verdict.every { it == 'PASSED' }
assert summary.boots[1].host.startsWith('qemu pc') && summary.boots[1].command.contains('Toro-elf64-pvh.elf')
assert summary.boots[3].command.contains('Toro-disk.img')
assert summary.boots[2].runs[0].exitCode == 7
assert summary.boots*.consoleFile.toSet().size() == names.size()
assert summary.boots*.circumstances*.fingerprint.every { it ==~ /[0-9a-f]{12}/ }

def suite = new groovy.xml.XmlSlurper().parse(
    new File(basedir, 'target/toro-reports/TEST-org.toromaven.it.scenarios.boot.xml'))
assert suite.@tests == '6' && suite.@failures == '0' && suite.@errors == '0'
assert suite.testcase.collect { it.'@name'.text() } == summary.boots.collect { "${it.name} (${it.host})" as String }
assert suite.testcase[0].'system-out'.text().contains('found: four score')

def page = new File(basedir, 'target/toro/boot.html').text
assert names.every { page.contains(it) }
assert !page.contains('<script') && !page.contains('http://') && !page.contains('https://')

def log = new File(basedir, 'build.log').text
assert names.every { log.contains("$it: booted on") && log.contains("verified $it: ") }
