#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tap.sh IMAGE FOLDER BODY: boots countingserver on a TAP device and lets this machine's TCP judge it. Run in a network
# namespace of its own (unshare), which holds nothing but the device. Prints what curl got.
set -eu
ip tuntap add dev tap0 mode tap
ip addr add 10.0.9.1/24 dev tap0
ip link set tap0 up
mkfifo "$2/console"
qemu-system-x86_64 -no-user-config -nodefaults -display none -no-reboot -M microvm,acpi=off,rtc=on,isa-serial=on \
  -accel tcg -m 64 -serial stdio -netdev tap,script=no,downscript=no,ifname=tap0,id=net0 \
  -device virtio-net-device,netdev=net0 -global virtio-mmio.force-legacy=false \
  -kernel "$1" -append 'toro.net=10.0.9.2/24' </dev/null >"$2/console" 2>&1 &
vmm=$!
trap 'kill $vmm' EXIT
exec 3<"$2/console"
while read -r line <&3; do
  case $line in *listening*) break ;; *qemu*) echo "$line"; exit 1 ;; esac
done
curl -sS -m 60 --retry 20 --retry-connrefused --retry-delay 1 http://10.0.9.2:8080/by/tap
for _ in 1 2 3; do
  curl -sS -m 60 --data-binary "@$3" http://10.0.9.2:8080/echo | cmp - "$3" && echo same
done
curl -sS -m 60 http://10.0.9.2:8080/cards
