// SPDX-License-Identifier: Apache-2.0
// A QEMU on whose host KVM opens and then does not run a guest, whatever the host of this test can do.
def qemu = new File(basedir, 'qemu-without-kvm')
qemu.text = '''#!/bin/sh
case " $* " in
  *" kvm"*) echo "KVM internal error. Suberror: 1" >&2; exit 1 ;;
esac
exec qemu-system-x86_64 "$@"
'''
qemu.setExecutable(true)
return true
