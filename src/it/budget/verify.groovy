// SPDX-License-Identifier: Apache-2.0
// Instructions are counted exactly and held against the baseline that was accepted; times by phase
// and statistic; a start that grew says which phase grew by how much.
def log = { name -> new File(basedir, "${name}.log").text }
def json = { file -> new groovy.json.JsonSlurper().parse(new File(basedir, file)) }

assert log('first').contains('no baseline for boot in')
assert log('first').contains('no baseline of this VMM and host for boot in')
assert log('first').contains('mvn verify -Dtoro.acceptBaseline stores one')
assert log('accept').contains('accepted the start of boot as the baseline in')
assert !log('same').contains('no baseline') && log('same').contains('BUILD SUCCESS')

def slower = log('slower')
assert slower =~ /the way from the stub to the program took [\d,]+ instructions, the baseline has [\d,]+ instructions/
assert slower =~ /kernel [\d,]+ instructions \(baseline [\d,]+ instructions, \+[\d,]+ instructions\)/
assert slower =~ /kernel grew most since the baseline, by [\d,]+ instructions/
assert slower.contains('To accept this start: mvn verify -Dtoro.acceptBaseline')
assert log('phase') =~ /phase stub took [\d,]+ instructions, the budget <boot><startupInstructions><stub> is 1 instruction/
assert log('accepted').contains('BUILD SUCCESS')

assert log('unit') =~ /phase init SlowUnit took [\d,]+ instructions, the budget <boot><startupInstructions><units><SlowUnit> is 5/

def counts = json('src/test/toro/startup-instructions.json').boots
assert counts.size() == 1 && counts[0].name == 'boot' && counts[0].instructions.whole > 100000
def times = json('src/test/toro/startup-times.json').boots
assert times.size() == 1 && times[0].fingerprint ==~ /[0-9a-f]{12}/ && times[0].p95Ms.whole > 0

def boot = json('target/toro/boot-summary.json').boots[0]
assert boot.runs.size() == 3 && boot.ready.count == 3
assert boot.instructions.startup >= counts[0].instructions.whole
assert boot.instructions.phases.find { it.name.equalsIgnoreCase('init SlowUnit') }.count > 100000
assert boot.budgets.collect { [it.quantity, it.phase, it.kept] } == [
    ['TIME', 'whole', true], ['TIME', 'kernel', true], ['TIME', 'whole', true],
    ['INSTRUCTIONS', 'whole', true], ['INSTRUCTIONS', 'init SlowUnit', false], ['INSTRUCTIONS', 'whole', true]]
