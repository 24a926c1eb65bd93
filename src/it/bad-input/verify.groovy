// SPDX-License-Identifier: Apache-2.0
// Each kind of bad input says what is wrong, where, and what to do; no image is left of it.
def says = { log, String... texts ->
  def text = new File(basedir, log).text
  texts.each { assert text.contains(it) : "$log: $it" }
  assert text.contains('BUILD FAILURE')
}

says('several.log', 'several programs found', 'Good.pas', 'NeedsC.pas', '-Dtoro.program')
says('compiler.log', 'no Free Pascal compiler', 'no-such-fpc', 'apt install fpc')
says('unit.log', 'unknown kernel unit: Networkin', 'did you mean Networking', 'mvn toro:units')
says('misspelt.log', 'unknown configuration element: <unit>', 'Did you mean <units>')
says('undefined.log', 'undefined symbol', 'nobody_defines_this', 'Undefined.o')
says('c.log', 'shared libraries', 'libc')
says('truncated.log', 'truncated.o')
says('size.log', 'more than <image><maxSize> allows: 1000', 'mvn toro:size')
says('value.log', '<vmm><machine> must be one of microvm, pc, q35: virt')
says('summary.log', 'no boot to verify', '-Dtoro.boot.skip')
says('folder.log', '<compiler><unitPaths> must be folders of Pascal units', 'no-such-folder', '-Dtoro.compiler.unitPaths')
assert !new File(basedir, 'unit.log').text.contains('linking')
