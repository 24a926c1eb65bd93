#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tap6.sh IMAGE FOLDER: boots net6_web on a TAP device and lets this machine's IPv6 judge it. Run in a network namespace
# of its own (unshare), which holds nothing but the device. Prints what curl got.
set -eu
ip tuntap add dev tap0 mode tap
ip addr add 10.0.9.1/24 dev tap0
ip addr add 2001:db8:9::1/64 dev tap0 nodad
ip addr add fe80::1/64 dev tap0 nodad
ip link set tap0 addrgenmode none
ip link set tap0 up
mkfifo "$2/console"
qemu-system-x86_64 -no-user-config -nodefaults -display none -no-reboot -M microvm,acpi=off,rtc=on,isa-serial=on \
  -accel tcg -m 64 -serial stdio -netdev tap,script=no,downscript=no,ifname=tap0,id=net0 \
  -device virtio-net-device,netdev=net0,mac=52:54:00:00:00:09 -global virtio-mmio.force-legacy=false \
  -kernel "$1" -append 'toro.net=10.0.9.2/24 toro.net6=2001:db8:9::2/64,2001:db8:9::1' \
  </dev/null >"$2/console" 2>&1 &
vmm=$!
trap 'kill $vmm' EXIT
exec 3<"$2/console"
while read -r line <&3; do
  case $line in *listening*) break ;; *qemu*) echo "$line"; exit 1 ;; esac
done
get() { curl -gsS -m 60 --retry 30 --retry-all-errors --retry-delay 1 "http://$1"; }
get '[2001:db8:9::2]:8080/by/address'
get '[fe80::5054:ff:fe00:9%25tap0]:8080/by/link'
get '10.0.9.2:8080/by/ipv4'
get '[2001:db8:9::2]:8080/big/3000000' | tr -d x | wc -c
get '[2001:db8:9::2]:8080/big/3000000' | wc -c
ip -6 neigh show 2001:db8:9::2 dev tap0 | cut -d' ' -f1-3
