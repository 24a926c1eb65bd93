# SPDX-License-Identifier: Apache-2.0
# judges.py GUEST GUEST_MAC OURS: scapy's segments, one by one, against the appliance on tap0. OURS is an address that
# this machine has not, so that its own TCP stays silent. One line a judgement: held or FAILED.
import random
import sys
import time

from scapy.all import (ARP, ICMP, IP, TCP, UDP, AsyncSniffer, Ether, IPOption, Raw, conf, fragment, fuzz, sendp, srp1)

GUEST, MAC, OURS = sys.argv[1:4]
PORT = 8080
conf.iface, conf.verb = 'tap0', 0
random.seed(9)


def here_we_are(asked):
    if asked[ARP].op == 1 and asked[ARP].pdst == OURS:
        sendp(Ether(dst=MAC) / ARP(op=2, psrc=OURS, pdst=GUEST, hwdst=MAC))


def judge(good, name, what):
    print('held' if good else 'FAILED', 'scapy-' + name + ':', what, flush=True)


def frame(payload, **ip):
    return Ether(dst=MAC) / IP(**{'src': OURS, 'dst': GUEST, **ip}) / payload


def ask(payload, wait=15, **ip):
    return srp1(frame(payload, **ip), timeout=wait)


def answers(payload, wait=1.5, **ip):
    """Everything that comes while a moment passes."""
    sniffer = AsyncSniffer(iface='tap0', filter='src ' + GUEST, timeout=wait, started_callback=lambda: sendp(
        frame(payload, **ip)))
    sniffer.start()
    sniffer.join()
    return [p for p in sniffer.results or () if p.haslayer(IP) and p[IP].dst == OURS]


class Call:
    """A connection of scapy's."""

    def __init__(self, window=65535, options=(), tick=None):
        self.port = random.randrange(20000, 60000)
        self.seq = random.getrandbits(32)
        self.window, self.tick = window, tick
        syn = ask(self.segment('S', options=[('MSS', 1460)] + list(options)))
        self.syn_ack = syn[TCP]
        self.ack = (syn[TCP].seq + 1) % 2**32
        self.seq = (self.seq + 1) % 2**32
        self.send('A')

    def segment(self, flags, data=b'', seq=None, options=(), **more):
        options = list(options)
        if self.tick is not None:
            options.append(('Timestamp', (self.tick, 1 if 'A' in flags else 0)))
        values = dict(sport=self.port, dport=PORT, flags=flags, seq=self.seq if seq is None else seq % 2**32,
                      ack=getattr(self, 'ack', 0), window=self.window, options=options)
        values.update(more)
        part = TCP(**values)
        return part / Raw(data) if data else part

    def send(self, flags, *rest, **more):
        sendp(frame(self.segment(flags, *rest, **more)))

    def say(self, flags, *rest, wait=1.5, **more):
        all_of_them = answers(self.segment(flags, *rest, **more), wait)
        return [p[TCP] for p in all_of_them if p.haslayer(TCP) and p[TCP].dport == self.port]

    def insist(self, data, good):
        """Says it again until an answer is good: this machine may be busy."""
        return any(any(good(p) for p in self.say('PA', data)) for _ in range(10))

    def gone(self):
        return self.insist(b'x', lambda p: 'R' in p.flags)

    def serves(self):
        return self.insist(b'GET /still HTTP/1.1\r\n\r\n', lambda p: bytes(p.payload).startswith(b'HTTP/1.1 200'))


def resets():
    call = Call()
    call.send('R')
    judge(call.gone(), 'rst', 'the exact number resets')
    for far, name in ((1, 'next'), (1000, 'in-window')):
        call = Call()
        back = call.say('R', seq=call.seq + far)
        judge(len(back) == 1 and back[0].flags == 'A' and back[0].ack == call.seq and call.serves(),
              'rst-' + name, 'is challenged')
    call = Call()
    back = call.say('R', seq=call.seq - 5000) + call.say('R', seq=call.seq + 900000)
    judge(not back and call.serves(), 'rst-outside', 'is ignored')
    call = Call()
    back = call.say('S', seq=call.seq + 5)
    judge(len(back) == 1 and back[0].flags == 'A' and call.serves(), 'syn-in-window', 'is challenged')
    call = Call()
    back = call.say('PA', b'GET / HTTP/1.1\r\n\r\n', ack=(call.ack + 500000) % 2**32)
    judge(all(not p.payload or not bytes(p.payload).startswith(b'HTTP') for p in back) and call.serves(),
          'ack-of-future', 'what acknowledges the future is not taken')


def closed_ports():
    port = dict(dport=99, sport=4444)
    back = ask(TCP(flags='S', seq=77, **port))
    judge(back and back[TCP].flags == 'RA' and back[TCP].seq == 0 and back[TCP].ack == 78, 'closed-syn', 'RST and ACK')
    back = ask(TCP(flags='A', seq=77, ack=1234, **port))
    judge(back and back[TCP].flags == 'R' and back[TCP].seq == 1234, 'closed-ack', 'RST at its number')
    back = ask(TCP(flags='F', seq=77, **port) / Raw(b'abc'))
    judge(back and back[TCP].flags == 'RA' and back[TCP].ack == 81, 'closed-fin', 'the length counts')
    back = answers(TCP(flags='R', seq=77, **port))
    judge(not [p for p in back if p.haslayer(TCP) and p[TCP].sport == 99], 'closed-rst', 'no word')
    back = ask(UDP(dport=99, sport=4444) / Raw(b'hello'))
    judge(back and back.haslayer(ICMP) and (back[ICMP].type, back[ICMP].code) == (3, 3)
          and bytes(back[ICMP].payload)[20:22] == b'\x11\x5c', 'closed-udp', 'port unreachable, with what it is about')


def exchanges():
    call = Call()
    back = call.say('FPA', b'GET /half HTTP/1.1\r\n\r\n')
    judge(any(bytes(p.payload).startswith(b'HTTP/1.1 200') for p in back) and any('F' in p.flags for p in back),
          'half-closed', 'what follows our FIN is the answer, and a FIN')
    call = Call(options=[('SAckOK', b'')])
    back = call.say('A', b'later', seq=call.seq + 100)
    sack = dict(back[-1].options).get('SAck') if back else None
    judge(sack == ((call.seq + 100) % 2**32, (call.seq + 105) % 2**32), 'sack', 'says what came out of order')
    call = Call(window=0)
    back = call.say('PA', b'GET /bytes/50000 HTTP/1.1\r\n\r\n', wait=6)
    probes = [p for p in back if len(p.payload) <= 1]
    call.window, call.ack = 65535, call.ack
    more = call.say('A', seq=call.seq + 30)
    call.seq = call.seq + 30
    judge(len(probes) >= 3 and sum(len(p.payload) for p in more) > 1400, 'zero-window',
          '%d probes, then data' % len(probes))
    call = Call(tick=1000)
    good = any(o[0] == 'Timestamp' and o[1][1] == 1000 for o in call.syn_ack.options)
    call.tick = 999
    back = call.say('PA', b'GET /old HTTP/1.1\r\n\r\n')
    good = good and len(back) == 1 and len(back[0].payload) == 0
    call.tick = 1001
    judge(good and call.serves(), 'paws', 'an old stamp is acknowledged and dropped')
    call = Call()
    back = call.say('PA', b'GET / HTTP/1.1\r\n\r\n', chksum=0x1234)
    judge(not back and call.serves(), 'checksum', 'a wrong one is not answered')
    answers(ICMP(type=3, code=1) / IP(src=GUEST, dst=OURS) / TCP(sport=PORT, dport=call.port, seq=call.ack))
    judge(call.serves(), 'icmp', 'an unreachable ends no connection')


def packets():
    noise = bytes(random.getrandbits(8) for _ in range(4000))
    pieces = fragment(IP(src=OURS, dst=GUEST) / ICMP(id=7) / Raw(noise), 1480)
    random.shuffle(pieces)
    sniffer = AsyncSniffer(iface='tap0', filter='icmp and src ' + GUEST, timeout=2,
                           started_callback=lambda: [sendp(Ether(dst=MAC) / p) for p in pieces])
    sniffer.start()
    sniffer.join()
    total = sum(len(p[IP].payload) for p in sniffer.results)
    judge(total == 4008, 'fragments', 'an echo of 4,000 bytes in pieces, out of order')
    pieces = fragment(IP(src=OURS, dst=GUEST, id=99) / ICMP(id=8) / Raw(noise), 1480)
    twisted = pieces[1].copy()
    twisted.frag -= 10
    sniffer = AsyncSniffer(iface='tap0', filter='icmp and src ' + GUEST, timeout=2, started_callback=lambda: [
        sendp(Ether(dst=MAC) / p) for p in (pieces[0], twisted, pieces[2])])
    sniffer.start()
    sniffer.join()
    judge(not sniffer.results, 'overlap', 'fragments that overlap make nothing')
    back = answers(ICMP(), dst='10.0.9.255')
    judge(not [p for p in back if p.haslayer(ICMP)], 'smurf', 'an echo to all is not answered')
    back = ask(ICMP(id=9), options=[IPOption(b'\x83\x07\x04\x0a\x00\x09\x01\x00')])
    judge(back is None or back[IP].dst == OURS, 'source-route', 'is not followed')
    for turn in range(3000):
        part = random.choice([TCP(dport=PORT), UDP(), ICMP(), TCP()])
        sendp(Ether(dst=MAC) / fuzz(IP(dst=GUEST, src=OURS)) / fuzz(part) / Raw(noise[:turn % 200]))
    judge(Call().serves(), 'fuzz', '3,000 packets of scapy\'s fuzz, and it serves')


AsyncSniffer(iface='tap0', filter='arp and src ' + GUEST, prn=here_we_are, store=False).start()
time.sleep(1)
resets()
closed_ports()
exchanges()
packets()
