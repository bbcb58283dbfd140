"""Verifies the history of a tenant from docs/audit-format.md alone: verify_history.py DATABASE KEYFILE.

Prints {"ok", "events", "first_bad_seq", "head"} and exits 0 or 9. Standard library only: the cipher is written out below.
"""

import hashlib, hmac, json, sqlite3, struct, sys


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def sha256(message):
    return hashlib.sha256(message).digest()


def hkdf(key, salt, info):
    # One block is all that 32 bytes need.
    return mac(mac(salt, key), info + b"\x01")


def rotate(x, n):
    return (x << n | x >> 32 - n) & 0xFFFFFFFF


def rounds(state):
    x = list(state)
    columns = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)]
    diagonals = [(0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
    for _ in range(10):
        for a, b, c, d in columns + diagonals:
            for left, right, turned, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                x[left] = (x[left] + x[right]) & 0xFFFFFFFF
                x[turned] = rotate(x[turned] ^ x[left], bits)
    return x


CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")


def hchacha20(key, nonce):
    x = rounds(CONSTANTS + struct.unpack("<8I", key) + struct.unpack("<4I", nonce))
    return struct.pack("<8I", *(x[:4] + x[12:]))


def chacha20(key, counter, nonce):
    state = CONSTANTS + struct.unpack("<8I", key) + (counter,) + struct.unpack("<3I", nonce)
    return struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(rounds(state), state)))


def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at : at + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return (total + int.from_bytes(key[16:], "little") & 2**128 - 1).to_bytes(16, "little")


def padded(data):
    return data + bytes(-len(data) % 16)


def unseal(key, nonce, sealed, aad):
    key, nonce = hchacha20(key, nonce[:16]), bytes(4) + nonce[16:]
    text, tag = sealed[:-16], sealed[-16:]
    covered = padded(aad) + padded(text) + struct.pack("<QQ", len(aad), len(text))
    if not hmac.compare_digest(poly1305(chacha20(key, 0, nonce)[:32], covered), tag):
        sys.exit("the key does not open this tenant")
    stream = b"".join(chacha20(key, 1 + block, nonce) for block in range((len(text) + 63) // 64))
    return bytes(a ^ b for a, b in zip(text, stream))


def open_blob(key, key_id, tenant, table, column, row, blob):
    if blob[0] != 1 or blob[1:5] != struct.pack(">I", key_id):
        sys.exit("the blob has another format or key")
    parts = [tenant, table, column, row]
    aad = b"tenantctl seal v1" + struct.pack(">I", key_id)
    aad += b"".join(struct.pack(">Q", len(part)) + part for part in parts)
    return unseal(key, blob[5:29], blob[29:], aad)


def master_key(path):
    with open(path) as file:
        magic, key, check = file.read().split()
    key = bytes.fromhex(key)
    if magic != "tenantctl-key-1" or len(key) != 32 or sha256(key)[:4].hex() != check:
        sys.exit("not a key file")
    return key


def text(value):
    return b"\xff\xff\xff\xff" if value is None else struct.pack(">I", len(value)) + value


class Head:
    def __init__(self, key, tenant):
        self.seq, self.at, self.frontier = 0, 0, []
        self.mac = mac(key, b"tenantctl chain v1" + tenant)

    def after(self, key, at, canonical):
        leaf = sha256(b"\x00" + canonical)
        head = Head.__new__(Head)
        head.seq, head.at, head.frontier = self.seq + 1, at, list(self.frontier)
        head.mac = mac(key, self.mac + leaf)
        node, rest = leaf, head.seq
        while rest % 2 == 0:
            node, rest = sha256(b"\x01" + head.frontier.pop() + node), rest // 2
        head.frontier.append(node)
        return head


TEXTS = ["actor", "actor_auth", "action", "outcome"]


def readable(row):
    def is_text(value):
        try:
            return isinstance(value, str) or isinstance(value, Text) and value.decode() is not None
        except UnicodeDecodeError:
            return False

    good = all(type(row[name]) is int for name in ("format", "at"))
    good = good and all(is_text(row[name]) for name in TEXTS)
    good = good and all(row[name] is None or is_text(row[name]) for name in ("target", "client"))
    good = good and all(type(row[name]) is bytes for name in ("bytes", "mac"))
    return good and all(row[name] is None or type(row[name]) is bytes for name in ("salt", "personal"))


class Text(bytes):
    """Text as the database holds it, which in a tampered one need not be UTF-8."""


def verify(sql, key, tenant):
    head, events, bad = Head(key, tenant), 0, None
    for row in sql.execute("SELECT * FROM audit_events ORDER BY seq"):
        events += 1
        if bad is not None:
            continue
        seq, expected = row["seq"], head.seq + 1
        if seq > expected:
            bad = expected
        elif seq < expected or not readable(row) or row["format"] != 1 or row["personal"] is None:
            bad = seq
        elif row["salt"] is None or len(row["salt"]) != 32:
            bad = seq
        else:
            canonical = b"\x01" + struct.pack(">Qq", seq, row["at"]) + text(tenant)
            canonical += b"".join(text(row[name]) for name in ("actor", "actor_auth", "action", "target", "outcome", "client"))
            canonical += mac(row["salt"], row["personal"])
            after = head.after(key, row["at"], canonical)
            if canonical != row["bytes"] or after.mac != row["mac"]:
                bad = seq
            else:
                head = after
    if bad is None:
        stored = acceptable(sql.execute("SELECT * FROM audit_head WHERE one = 1").fetchone(), key)
        if stored is None:
            bad = head.seq
        elif stored["seq"] < head.seq:
            bad = stored["seq"] + 1
        elif stored["seq"] > head.seq:
            bad = head.seq + 1
        elif (stored["at"], stored["mac"], stored["frontier"]) != (head.at, head.mac, b"".join(head.frontier)):
            bad = head.seq
    return {"ok": bad is None, "events": events, "first_bad_seq": bad, "head": head.mac.hex()}


def acceptable(row, key):
    if row is None or row["seq"] < 0 or len(row["mac"]) != 32:
        return None
    if len(row["frontier"]) != 32 * bin(row["seq"]).count("1"):
        return None
    seal = mac(key, b"tenantctl head v1" + struct.pack(">Qq", row["seq"], row["at"]) + row["mac"] + row["frontier"])
    return row if hmac.compare_digest(seal, row["seal"]) else None


def main():
    database, key_file = sys.argv[1:]
    sql = sqlite3.connect("file:%s?mode=ro" % database, uri=True)
    sql.row_factory, sql.text_factory = sqlite3.Row, Text
    tenant = sql.execute("SELECT id FROM tenant WHERE one = 1").fetchone()["id"]
    row = sql.execute("SELECT id, wrapped FROM keys WHERE purpose = 'audit'").fetchone()
    wrapping = hkdf(master_key(key_file), tenant, b"tenantctl v1 wrap audit")
    key = open_blob(wrapping, row["id"], tenant, b"keys", b"wrapped", b"audit", row["wrapped"])
    verdict = verify(sql, key, tenant)
    print(json.dumps(verdict))
    sys.exit(0 if verdict["ok"] else 9)


main()
