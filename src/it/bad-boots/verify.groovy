// SPDX-License-Identifier: Apache-2.0
// Each way in which a boot can go wrong is told apart, all of them in one failure of the goal verify.
def summary = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/toro/boot-summary.json'))
def boots = summary.boots.collectEntries { [it.name, it] }
def message = { name -> boots[name].message }

assert boots['good'].verdict == 'PASSED'
assert message('line that never comes').contains('/three/')
assert message('line that never comes').contains('two')
assert message('rejected line').contains('/two/')
assert message('exit code').contains('exit code 3')
assert message('never ends').contains('time-out of 3 s')
assert message('too slow').contains('the budget <boot><startupTime> is 1.0 ms')
assert message('too slow').contains('vmm ') && message('too slow').contains('kernel ')
assert message('fault').startsWith(
    'unhandled exception EAccessViolation: Access violation at Behaves.Fault (Behaves.pas:9)')
assert boots['fault'].consoleTail.any { it.contains('Behaves.pas:18') }
assert boots['no VMM'].verdict == 'ERROR' && message('no VMM').contains('no-such-qemu')
assert boots['VMM refuses'].verdict == 'ERROR' && message('VMM refuses').contains('-frobnicate')

def log = new File(basedir, 'build.log').text
assert log.contains('Toro.elf on qemu microvm')
assert log.contains('The console\'s end:')

assert log.contains('8 of 9 boots did not do what was asked: line that never comes; rejected line;')
assert log.contains("To see it run: mvn toro:run -Dtoro.scenario='exit code'")

def suite = new groovy.xml.XmlSlurper().parse(
    new File(basedir, 'target/toro-reports/TEST-org.toromaven.it.bad-boots.boot.xml'))
assert suite.@tests == '9' && suite.@failures == '6' && suite.@errors == '2'
