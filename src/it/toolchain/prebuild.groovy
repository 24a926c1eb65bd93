// SPDX-License-Identifier: Apache-2.0
// A compiler that only toolchains.xml knows: it notes that it was called, then is the usual one.
def compiler = new File(basedir, 'my-fpc')
compiler.text = "#!/bin/sh\necho called >> '${basedir}/called.log'\nexec fpc \"\$@\"\n"
compiler.setExecutable(true)
new File(basedir, 'toolchains.xml').text = """<toolchains>
  <toolchain>
    <type>fpc</type>
    <provides><version>3.2.2</version></provides>
    <configuration><executable>${compiler}</executable></configuration>
  </toolchain>
</toolchains>
"""
return true
