// SPDX-License-Identifier: Apache-2.0
// The template makes a project that builds, boots and verifies as it stands.
def project = new File(basedir, 'greeter')
assert new File(project, '.mvn/jvm.config').text.contains('TieredStopAtLevel')
assert new File(project, 'pom.xml').text.contains('<groupId>com.example</groupId>')
def summary = new groovy.json.JsonSlurper().parse(new File(project, 'target/toro/boot-summary.json'))
assert summary.project == 'com.example.greeter'
assert summary.boots*.name == ['greets', 'greets by name'] && summary.boots*.verdict.every { it == 'PASSED' }
assert summary.boots[0].budgets[0].kept
assert new File(project, 'target/toro/boot.html').text.contains('greets by name')
