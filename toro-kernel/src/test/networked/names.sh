#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# names.sh IMAGE NATIVE FOLDER CLASSES: asks DnsPeer for names, from an appliance on a TAP device and then from the same
# program on this machine, whose resolver's files are replaced. Run in network and mount namespaces of its own (unshare).
# Leaves what they print in FOLDER/appliance and FOLDER/linux.
set -eu
ip link set lo up
ip tuntap add dev tap0 mode tap
ip addr add 10.0.9.1/24 dev tap0
ip addr add 10.0.9.3/24 dev tap0
ip link set tap0 up
mkfifo "$3/ready"
java -cp "$4" org.toromaven.kernel.net.DnsPeer 10.0.9.1 10.0.9.3 2>"$3/ready" &
peer=$!
trap 'kill $peer' EXIT
exec 3<"$3/ready"
while read -r line <&3; do [ "$line" = ready ] && break; done
timeout 240 qemu-system-x86_64 -no-user-config -nodefaults -display none -no-reboot \
  -M microvm,acpi=off,rtc=on,isa-serial=on -accel tcg -m 64 -serial stdio -device isa-debug-exit \
  -netdev tap,script=no,downscript=no,ifname=tap0,id=net0 -device virtio-net-device,netdev=net0 \
  -global virtio-mmio.force-legacy=false -kernel "$1" \
  -append 'toro.net=10.0.9.2/24,10.0.9.1,10.0.9.1,10.0.9.3 toro.host=10.7.7.7/builder' </dev/null >"$3/appliance" || true
printf 'nameserver 10.0.9.1\nnameserver 10.0.9.3\n' >"$3/resolv.conf"
printf '127.0.0.1 localhost\n10.7.7.7 builder\n' >"$3/hosts"
mount --bind "$3/resolv.conf" /etc/resolv.conf
mount --bind "$3/hosts" /etc/hosts
timeout 240 "$2" >"$3/linux"
