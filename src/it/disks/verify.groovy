// SPDX-License-Identifier: Apache-2.0
// Disks are made by the build and attached at boot: a persistent one remembers, the others and one in memory start
// anew, files are embedded in the image. What cannot be made says why, and what to write instead.
def log = { name -> new File(basedir, name).text }
def says = { name, String... texts ->
  texts.each { assert log(name).contains(it) : "$name: $it" }
  assert log(name).contains('BUILD FAILURE')
}

assert log('first.log').contains('disk kept: ext2, 4.2 MB, 1 file')
assert log('second.log').contains('disk kept has not changed')
assert log('second.log').contains('| kept 2, fresh 1, memory 1, inside 1, resource embedded')
['inside', 'kept', 'fresh', 'memory'].each { assert new File(basedir, "target/toro/disks/${it}.img").isFile() }
assert new File(basedir, 'target/toro/disks/kept.kept.img').isFile()

says('small.log', 'disk kept: disk too small: 65536 bytes')
says('size.log', '<disks><disk>: not a disk size: much (write 512K, 64M or 2G)')
says('folder.log', 'disk kept:', 'src/main/nothing')
assert new File(basedir, 'target/toro/disks.o').isFile()
assert !new File(basedir, 'target/toro/disks/inside.boot.img').exists()
says('inside.log', '<disks><persistent> must be false for a disk on bus embedded')
says('unknown.log', '<disks><bus> must be one of virtio, ide, ram, embedded: usb')
says('large.log', '<disks>: disks in the image are larger than 1 GiB together, up to inside.img', 'bus ram')
says('bus.log', 'machine q35 has no IDE controller', 'use bus virtio')
