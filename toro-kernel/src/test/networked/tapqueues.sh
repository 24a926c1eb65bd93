#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tapqueues.sh IMAGE FOLDER MACHINE WANTED: boots coreserver with four cores on a TAP device of four queues and lets this machine's
# TCP judge it: 16 downloads and 16 uploads at once, each byte compared with the file
# WANTED. Run in a network namespace of its own (unshare),
# which holds nothing but the device. Prints `same` for each that was right, then what the card's queues have carried and
# how many connections each core has taken.
set -eu
ip tuntap add dev tap0 mode tap multi_queue
ip addr add 10.0.9.1/24 dev tap0
ip link set tap0 up
mkfifo "$2/console"
case $3 in
  pc) machine='-M pc -device virtio-net-pci,netdev=net0,mq=on,vectors=10' ;;
  *) machine='-M microvm,acpi=off,rtc=on,isa-serial=on -device virtio-net-device,netdev=net0,mq=on
    -global virtio-mmio.force-legacy=false' ;;
esac
# shellcheck disable=SC2086 # words
qemu-system-x86_64 -no-user-config -nodefaults -display none -no-reboot $machine -accel tcg,thread=multi -smp 4 -m 128 \
  -serial stdio -netdev tap,script=no,downscript=no,ifname=tap0,id=net0,queues=4 \
  -kernel "$1" -append 'toro.net=10.0.9.2/24' </dev/null >"$2/console" 2>&1 &
vmm=$!
trap 'kill $vmm' EXIT
exec 3<"$2/console"
while read -r line <&3; do
  case $line in *listening*) break ;; *qemu*) echo "$line"; exit 1 ;; esac
done
size=$(wc -c <"$4")
get() { curl -sS -m 120 --retry 20 --retry-connrefused --retry-delay 1 "$@"; }
clients=
for number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
  { get "http://10.0.9.2:8080/bytes/$size" | cmp - "$4" && echo same; } &
  clients="$clients $!"
  { get -H Expect: --data-binary "@$4" http://10.0.9.2:8080/echo | cmp - "$4" && echo same; } &
  clients="$clients $!"
done
# shellcheck disable=SC2086 # words
wait $clients
get http://10.0.9.2:8080/queues
get http://10.0.9.2:8080/cores
