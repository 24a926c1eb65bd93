// SPDX-License-Identifier: Apache-2.0
// Left to itself the boot falls back to emulation and says why; told to use KVM it fails as the VMM's fault.
def json = { file -> new groovy.json.JsonSlurper().parse(new File(basedir, file)) }
def auto = json('target/toro/boot-summary.json').boots[0]
assert auto.verdict == 'PASSED'
assert auto.circumstances.acceleration == 'tcg' && !auto.circumstances.accelerationReason.isEmpty()

def forced = json('target/kvm/boot-summary.json').boots[0]
assert forced.verdict == 'ERROR'
assert new File(basedir, 'kvm.log').text.contains('kvm')
