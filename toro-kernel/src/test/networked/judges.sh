#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# judges.sh IMAGE FOLDER [JUDGE...]: boots coreserver on a TAP device and lets other people's tools judge its network, in a
# network namespace of its own (unshare), which holds nothing but the device. One line a judge: held, FAILED or SKIPPED.
set -u
image=$1 folder=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
guest=10.0.9.2
url=http://$guest:8080
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s %s: %s\n' "$1" "$2" "$3"; }
judge() { say "$([ "$1" = 0 ] && echo held || echo FAILED)" "$2" "$3"; }
has() {
  for tool in "${@:2}"; do
    command -v "$tool" >/dev/null || { say SKIPPED "$1" "$tool is not installed, NOTHING WAS JUDGED"; return 1; }
  done
}

vmm=
wire=
trap 'kill $vmm $wire $(jobs -p) 2>/dev/null' EXIT
ip link set lo up

# boot NETDEV: until it listens. The card makes no sums, so that ours are judged (TapTest has them made).
boot() {
  rm -f "$folder/console"
  mkfifo "$folder/console"
  qemu-system-x86_64 -no-user-config -nodefaults -display none -no-reboot -M microvm,acpi=off,rtc=on,isa-serial=on \
    -accel tcg -cpu max -m 512 -serial stdio -netdev "$1" \
    -device virtio-net-device,netdev=net0,mac=52:54:00:00:00:09,csum=off,guest_csum=off,gso=off \
    -global virtio-mmio.force-legacy=false -kernel "$image" -append "toro.net=$guest/24" \
    </dev/null >"$folder/console" 2>&1 &
  vmm=$!
  exec 3<"$folder/console"
  while read -r line <&3; do
    case $line in *listening*) break ;; *qemu*) echo "$line"; exit 1 ;; esac
  done
  cat <&3 >"$folder/log" &
}
# tap: a device of this name with our address.
tap() {
  ip tuntap add dev "$1" mode tap
  ip addr add 10.0.9.1/24 dev "$1"
  ip link set "$1" up
}
# stop: the VMM and its device.
stop() {
  kill "$vmm"
  wait "$vmm" 2>/dev/null
  ip link del "$1" 2>/dev/null
}

alive() { curl -sS -m 30 --retry 10 --retry-connrefused --retry-delay 1 "$url/alive" >/dev/null; }
# What /bytes answers: byte K is K * 7 + K div 256.
wanted() { /usr/bin/env python3 -c "import sys; sys.stdout.buffer.write(bytes((k*7+k//256) & 255 for k in range($1)))"; }
wanted 2000000 >"$folder/two"
head -c 2000000 /dev/urandom >"$folder/noise"

same() {
  curl -sS -m 280 "$url/bytes/2000000" | cmp - "$folder/two" || return 1
  curl -sS -m 280 -H 'Expect:' --data-binary "@$folder/noise" "$url/echo" | cmp - "$folder/noise"
}

# Linux's TCP and the appliance's, on a wire that harms frames both ways.
bad_wire() {
  has bad-wire curl cmp || return
  stop tap0
  tap tap1
  mkfifo "$folder/rules"
  /usr/bin/env python3 "$here/judges_wire.py" tap1 9001 9002 <"$folder/rules" &
  wire=$!
  exec 4>"$folder/rules"
  boot "socket,udp=127.0.0.1:9001,localaddr=127.0.0.1:9002,id=net0"
  while read -r name words; do
    echo "$words" >&4
    begin=$SECONDS
    same
    judge $? "bad-wire-$name" "2 MB each way, ${words:-nothing}, both directions, $((SECONDS - begin)) s"
  done <<'RULES'
none
delay delay=20 jitter=5
loss loss=3
reorder delay=2 late=10
double double=10
corrupt corrupt=2
all delay=3 jitter=2 loss=1 double=2 corrupt=1 late=3
RULES
  echo 'loss=0' >&4
  alive
  judge $? bad-wire-end "it serves"
}

load() {
  if has wrk wrk; then
    wrk -t2 -c1000 -d10 --timeout 30s "$url/wrk" >"$folder/wrk"
    ! grep -q 'Socket errors\|Non-2xx' "$folder/wrk"
    judge $? wrk "1,000 connections at once, $(awk '/requests in/ { print $1, "requests" }' "$folder/wrk") $(grep -h Socket "$folder/wrk")"
  fi
  if has ab ab; then
    ab -q -n 5000 -c 500 "$url/ab" >"$folder/ab" 2>&1 && grep -q 'Failed requests: *0$' "$folder/ab"
    judge $? ab "5,000 requests, 500 at once, a connection each"
  fi
  if has siege siege; then
    HOME=$folder siege -q -b -c 200 -r 10 -j "$url/siege" >"$folder/siege" 2>/dev/null
    grep -q '"failed_transactions":[^0-9]*0' "$folder/siege"
    judge $? siege "200 clients, 10 requests each"
  fi
}

# Slowloris: what idles must not keep others out.
slow() {
  has slowloris slowhttptest || return
  ulimit -n 4096
  slowhttptest -c 1000 -H -i 10 -r 500 -t GET -u "$url/slow" -p 10 -l 40 >"$folder/slow" 2>&1 &
  sleep 15
  fine=0
  for _ in 1 2 3 4 5 6 7 8 9 10; do curl -sS -m 5 "$url/new" >/dev/null && fine=$((fine + 1)); done
  kill $! 2>/dev/null
  [ $fine = 10 ]
  judge $? slowloris "1,000 idle connections, $fine of 10 new clients served"
}

ports() {
  has nmap nmap || return
  nmap -n -Pn -sS -p 1-2000,8080 --max-retries 2 "$guest" >"$folder/nmap" 2>&1
  [ "$(grep -c open "$folder/nmap")" = 1 ] && grep -q '8080/tcp open' "$folder/nmap" &&
    grep -q '2000 closed' "$folder/nmap"
  judge $? nmap-ports "$(grep -h 'Not shown\|open' "$folder/nmap" | tr '\n' ' ')"
  for kind in -sN -sF -sX -sA -sM; do
    nmap -n -Pn $kind -p 1-100,8080 "$guest" >"$folder/nmap" 2>&1 && alive
    judge $? "nmap$kind" "$(grep -h 'Not shown\|scanned ports\|8080' "$folder/nmap" | tr '\n' ' ')"
  done
  nmap -n -Pn -O -p 8080,1 -d "$guest" >"$folder/nmap" 2>&1
  index=$(sed -n 's/^TCP Sequence Prediction: Difficulty=\([0-9]*\).*/\1/p' "$folder/nmap")
  [ "${index:-0}" -ge 250 ]
  judge $? nmap-sequence "difficulty ${index:-unknown} of our initial numbers; $(grep -h 'IP ID' "$folder/nmap")"
}

floods() {
  has hping3 hping3 || return
  for kind in "-S -p 8080" "-A -p 8080" "-SFPRAU -p 8080" "-2 -p 53" "-1" "-0 -H 47" "-S -p 8080 --frag -d 200"; do
    # shellcheck disable=SC2086 # words
    timeout 4 hping3 -q -n --flood --rand-source $kind "$guest" >/dev/null 2>&1
    alive
    judge $? "hping3" "flood of $kind, and it serves"
  done
}

segments() {
  /usr/bin/python3 -c 'import scapy' 2>/dev/null ||
    { say SKIPPED scapy 'python3-scapy is not installed, NOTHING WAS JUDGED'; return; }
  tshark -q -i tap0 -w "$folder/frames" >/dev/null 2>&1 &
  sleep 2
  /usr/bin/python3 "$here/judges.py" "$guest" 52:54:00:00:00:09 10.0.9.77 ||
    say FAILED scapy 'the script ended with an error'
}

# watch NAME FILTER COMMAND: frames of ours that FILTER finds while COMMAND works.
watch() {
  tshark -q -i tap0 -w "$folder/$1" >/dev/null 2>&1 &
  watcher=$!
  sleep 3
  "${@:3}" >/dev/null
  sleep 2
  kill $watcher
  wait $watcher
  wrong=$(tshark -r "$folder/$1" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -Y "ip.src == $guest && ($2)" \
    2>/dev/null | wc -l)
  frames=$(tshark -r "$folder/$1" -Y "ip.src == $guest" 2>/dev/null | wc -l)
  [ "$wrong" = 0 ] && [ "$frames" -gt 1000 ]
  judge $? "tshark-$1" "$wrong of $frames frames are wrong"
}
capture() {
  has tshark tshark || return
  wrong='_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0'
  watch transfer "$wrong || tcp.analysis.retransmission || tcp.analysis.out_of_order || tcp.analysis.ack_lost_segment" \
    same
  watch load "$wrong" load
}

tap tap0
boot tap,script=no,downscript=no,ifname=tap0,id=net0
for part in ${*:-capture load slow ports segments floods bad_wire}; do
  $part
done
alive
judge $? end "it serves"
kill -0 $vmm
judge $? vmm "the appliance runs"
echo 'all judges have spoken'
