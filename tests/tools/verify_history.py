"""Verifies the history of a tenant from docs/audit-format.md alone: verify_history.py DATABASE KEYFILE.

Prints {"ok", "events", "first_bad_seq", "head"} and exits 0 or 9; where there is no verdict, it says why and exits 8. Standard library only: the cipher is written out below.
"""

import hashlib, hmac, json, re, sqlite3, struct, sys
from urllib.parse import quote


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
        raise Refused("the key does not open this tenant")
    stream = b"".join(chacha20(key, 1 + block, nonce) for block in range((len(text) + 63) // 64))
    return bytes(a ^ b for a, b in zip(text, stream))


class Refused(Exception):
    """There is no verdict: the history cannot be looked at."""


def open_blob(key, key_id, tenant, table, column, row, blob):
    if len(blob) < 45 or blob[0] != 1 or blob[1:5] != struct.pack(">I", key_id):
        raise Refused("the blob has another format or key")
    parts = [tenant, table, column, row]
    aad = b"tenantctl seal v1" + struct.pack(">I", key_id)
    aad += b"".join(struct.pack(">Q", len(part)) + part for part in parts)
    return unseal(key, blob[5:29], blob[29:], aad)


KEY_FILE = re.compile(rb"[ \t\n\f\r]*tenantctl-key-1[ \t\n\f\r]+([0-9a-f]{64})[ \t\n\f\r]+([0-9a-f]{8})[ \t\n\f\r]*")


def master_key(path):
    with open(path, "rb") as file:
        found = KEY_FILE.fullmatch(file.read(4096))
    key = bytes.fromhex(found[1].decode()) if found else b""
    if not found or sha256(key)[:4].hex().encode() != found[2]:
        raise Refused("not a key file")
    return key


def unwrapped(sql, master, tenant, purpose):
    rows = sql.execute("SELECT id, wrapped FROM keys WHERE purpose = ?", (purpose,)).fetchall()
    if len(rows) != 1 or type(rows[0]["id"]) is not int or type(rows[0]["wrapped"]) is not bytes:
        raise Refused("the key cannot be read")
    key_id, blob = rows[0]
    if not 0 <= key_id < 2**32:
        raise Refused("the key cannot be read")
    wrapping = hkdf(master, tenant, b"tenantctl v1 wrap " + purpose.encode())
    key = open_blob(wrapping, key_id, tenant, b"keys", b"wrapped", purpose.encode(), blob)
    if len(key) != 32:
        raise Refused("the key has a wrong length")
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


def rows_in_order(sql):
    """Each row, as far as the page says that they are read; None for one that is too long."""
    query, read, last, ended = "SELECT * FROM audit_events ORDER BY seq", 0, None, False
    rows = None
    while not ended:
        try:
            rows = rows or sql.execute(query)
            row = rows.fetchone()
            if row is None:
                return
        except sqlite3.DataError:
            # Python looks one row ahead, and the one before the long one is lost with it.
            ended = True
            try:
                row = rows and sql.execute(query + " LIMIT 1 OFFSET ?", (read,)).fetchone()
            except sqlite3.DataError:
                row = None
        yield row
        read += 1
        if row is not None and type(row["seq"]) is int:
            if last is not None and row["seq"] <= last:
                return
            last = row["seq"]
        if ended and row is not None:
            yield None


def verify(sql, key, tenant):
    head, events, bad = Head(key, tenant), 0, None
    for row in rows_in_order(sql):
        events += 1
        if bad is not None:
            continue
        expected = head.seq + 1
        seq = expected if row is None or type(row["seq"]) is not int else row["seq"]
        if seq > expected:
            bad = expected
        elif row is None or type(row["seq"]) is not int:
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
        stored = acceptable(sql.execute("SELECT * FROM audit_head LIMIT 2").fetchall(), key)
        if stored is None:
            bad = head.seq
        elif stored["seq"] < head.seq:
            bad = stored["seq"] + 1
        elif stored["seq"] > head.seq:
            bad = head.seq + 1
        elif (stored["at"], stored["mac"], stored["frontier"]) != (head.at, head.mac, b"".join(head.frontier)):
            bad = head.seq
    return {"ok": bad is None, "events": events, "first_bad_seq": bad, "head": head.mac.hex()}


def acceptable(rows, key):
    if len(rows) != 1:
        return None
    row = rows[0]
    if any(type(row[name]) is not int for name in ("one", "seq", "at")) or row["one"] != 1 or row["seq"] < 0:
        return None
    if any(type(row[name]) is not bytes for name in ("mac", "frontier", "seal")) or len(row["mac"]) != 32:
        return None
    if len(row["frontier"]) != 32 * bin(row["seq"]).count("1"):
        return None
    seal = mac(key, b"tenantctl head v1" + struct.pack(">Qq", row["seq"], row["at"]) + row["mac"] + row["frontier"])
    return row if hmac.compare_digest(seal, row["seal"]) else None


def opened(database, key_file):
    sql = sqlite3.connect("file:%s?mode=ro" % quote(database), uri=True, isolation_level=None)
    sql.row_factory, sql.text_factory = sqlite3.Row, Text
    sql.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 16 << 20)
    sql.execute("BEGIN")
    pragma = lambda name: sql.execute("PRAGMA " + name).fetchone()[0]
    if (pragma("application_id"), pragma("user_version")) != (0x5443544C, 10):
        raise Refused("this is no tenant database of version 10")
    tenant = sql.execute("SELECT id FROM tenant WHERE one = 1").fetchone()
    if tenant is None or not isinstance(tenant["id"], Text):
        raise Refused("the tenant's id cannot be read")
    keys = {purpose: unwrapped(sql, master_key(key_file), tenant["id"], purpose) for purpose in ("sealing", "lookup", "audit")}
    return sql, keys["audit"], tenant["id"]


def main():
    try:
        verdict = verify(*opened(*sys.argv[1:]))
    except (Refused, OSError, sqlite3.Error) as why:
        print(why, file=sys.stderr)
        sys.exit(8)
    print(json.dumps(verdict))
    sys.exit(0 if verdict["ok"] else 9)


main()
