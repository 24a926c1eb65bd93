# SPDX-License-Identifier: Apache-2.0
# judges_wire.py TAP OUR_PORT VMM_PORT: a bad wire between a TAP device and QEMU's network of UDP datagrams on this
# machine. A line on standard input sets what it does to frames, both ways: chances in percent and milliseconds, as
# `loss=3 double=1 corrupt=1 delay=5 jitter=2 late=5`. Seeded; what netem does, where the kernel has none.
import fcntl
import heapq
import os
import random
import select
import socket
import struct
import sys
import time

tap = os.open('/dev/net/tun', os.O_RDWR)
fcntl.ioctl(tap, 0x400454CA, struct.pack('16sH', sys.argv[1].encode(), 0x1002))  # TUNSETIFF: IFF_TAP, IFF_NO_PI
link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
link.bind(('127.0.0.1', int(sys.argv[2])))
vmm = ('127.0.0.1', int(sys.argv[3]))
random.seed(5)
rules, waiting, number = {}, [], 0


def chance(name):
    return random.random() * 100 < rules.get(name, 0)


def launch(frame, to_vmm):
    global number
    if chance('loss'):
        return
    if chance('corrupt'):
        frame = bytearray(frame)
        frame[random.randrange(len(frame))] ^= 1 << random.randrange(8)
    for _ in range(2 if chance('double') else 1):
        delay = rules.get('delay', 0) + random.random() * rules.get('jitter', 0) + (20 if chance('late') else 0)
        number += 1
        heapq.heappush(waiting, (time.monotonic() + delay / 1000, number, bytes(frame), to_vmm))


while True:
    pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
    ready = select.select([tap, link, 0], [], [], pause)[0]
    if tap in ready:
        launch(os.read(tap, 65536), True)
    if link in ready:
        launch(link.recv(65536), False)
    if 0 in ready:
        line = os.read(0, 1000)
        if not line:
            break
        words = line.decode().split()
        rules = {word.split('=')[0]: float(word.split('=')[1]) for word in words if '=' in word}
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, frame, to_vmm = heapq.heappop(waiting)
        try:
            if to_vmm:
                link.sendto(frame, vmm)
            else:
                os.write(tap, frame)
        except OSError:
            pass  # as a full queue
