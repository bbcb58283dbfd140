"""Keeps a tenant of the present version for the programs to come: keep_tenant.py BINARY DIRECTORY.

Run it with the last build before a schema step, DIRECTORY being tests/earlier/vN with N the version before the step. It plays a morning in
a tenant under a clock that stands still at chosen seconds, asks for every view, and writes three files: tenant.db, tenant.key, and
told.json with what was answered and what the people in it know (keys, tokens, codes). tests/earlier.rs reads them. Needs faketime and a
python3 with sqlite3; standard library only.
"""

import base64, datetime, hashlib, hmac, json, os, shutil, sqlite3, struct, subprocess, sys, tempfile

BINARY, TARGET = map(os.path.abspath, sys.argv[1:3])
PASSWORD = "correct-Horse7battery"
now = 1772442005  # 2026-03-02 09:00:05 UTC, five seconds into a step
home = tempfile.mkdtemp()
preload = subprocess.run(
    ["faketime", "-f", "+0s", "printenv", "LD_PRELOAD"], capture_output=True, text=True, check=True
).stdout.strip()


def call(args, given="", desk="run", extra=()):
    clock = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    environment = {
        "HOME": home,
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TENANTCTL_OUTPUT": "json",
        "XDG_RUNTIME_DIR": os.path.join(home, desk),
        "LD_PRELOAD": preload,
        "FAKETIME": clock,
    }
    return subprocess.run([BINARY, *args, *extra], input=given, capture_output=True, text=True, env=environment, cwd=home)


def run(line, *more, given=PASSWORD + "\n", exits=0, **where):
    """A command as words, and what it answered; half a minute later it is the next one's turn."""
    global now
    done = call([*line.split(), *more], given, **where)
    if done.returncode != exits:
        sys.exit("%s: exit %d\n%s%s" % (line, done.returncode, done.stdout, done.stderr))
    now += 30
    return json.loads(done.stdout) if done.stdout.strip() else {}


def code(key, algorithm="sha1", digits=6, period=30, ago=0):
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.new(secret, struct.pack(">Q", (now - ago) // period), algorithm).digest()
    at = digest[-1] & 15
    return str((struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**digits).zfill(digits)


def enroll(name, label, *more, **kind):
    key = run("totp enroll " + name, "--label", label, "--show-key", *more)["key"]
    run("totp confirm " + name, label, code(key, **kind))
    return key


def create(name, *more):
    run("resource create %s@acme.example --email %s@mail.example --password-stdin" % (name, name), *more)


def login(name, given, exits=0, *more):
    return run("authenticate %s --password-stdin --code" % name, given, *more, exits=exits)


run("init acme --admin root@acme.example --email it@acme.example --password-stdin --no-enroll")
run("level create night-shift --permission resource.read --permission account.unlock")
root = enroll("root", "phone")
create("amy", "--level", "admin", "--champion")
create("ada", "--first-name", "Ada", "--last-name", "Lovelace", "--phone", "+15550109443")
create("bob", "--level", "night-shift")
for name in ("cyd", "dan", "gus"):
    create(name)
create("fay", "--license", "dashboard")
create("robot", "--license", "api", "--level", "auditor")
create("hal", "--type", "client")
run("resource create eve@acme.example --email eve@mail.example --no-setup")
enroll("amy", "phone")

# Every sort of device: usual and unusual settings, pending ones, removed, replaced and reset ones.
phone = enroll("ada", "authenticator")
other = dict(algorithm="sha256", digits=8, period=60)
words = ["--algorithm", "sha256", "--digits", "8", "--period", "60", "--issuer", "Acme & Söhne", "--keep"]
tablet = enroll("ada", "tablet", *words, **other)
enroll("bob", "phone")
old = enroll("cyd", "old phone")
enroll("cyd", "phone", "--keep")
run("totp remove cyd", "old phone", "--reason", "sold")
enroll("gus", "phone")
run("2fa reset gus --yes --reason lost")
run("totp enroll dan --show-key")

run("resource verify-email ada --assume --reason seen")
recovery = run("recovery-codes generate ada")["codes"]
login("ada", recovery[0])
run("2fa pause bob --for 8h --reason", "phone broken")
pending = run("totp enroll bob --label", "new phone", "--replace", "--show-key")["key"]
run("account lock cyd --reason", "left the company")
run("resource deactivate hal --yes --reason gone")
setup = run("setup issue eve --show")["token"]
run("token issue robot --scope resource.read --expires 90d --out robot.token")
with open(os.path.join(home, "robot.token")) as file:
    script = file.read()
run("policy set two_person=on --reason audit")
request = run("2fa reset amy --yes --reason", "phone lost", exits=10)["request_id"]
session = login("ada", code(phone), 0, "--client", "desktop", "--app", "wiki", "--source", "192.0.2.7")["session_token"]
login("ada", "000000", 20, "--source", "192.0.2.8")
login("cyd", code(old), 21)
record = "--identity passport --channel video --reference CASE-4711 --show"
emergency = run("emergency issue ada " + record)["code"]

# What the views add to the history is theirs.
os.makedirs(TARGET, exist_ok=True)
shutil.copy(os.path.join(home, ".config/tenantctl/acme.key"), os.path.join(TARGET, "tenant.key"))
kept = os.path.join(TARGET, "tenant.db")
shutil.copy(os.path.join(home, ".local/share/tenantctl/acme.db"), kept)
# Small pages: most tables hold a few rows.
with sqlite3.connect(kept, isolation_level=None) as sql:
    for line in ("journal_mode = DELETE", "page_size = 1024"):
        sql.execute("PRAGMA " + line)
    sql.execute("VACUUM")
    version = sql.execute("PRAGMA user_version").fetchone()[0]

people = "root amy ada bob cyd dan eve fay gus hal robot".split()
views = ["audit log --limit 1000", "audit verify", "request list", "request show " + request]
views += ["resource list -o csv", "resource list -o csv --sort last-login"]
views += ["resource list -o csv --where " + condition for condition in ("not-enrolled", "locked", "paused", "no-recovery-codes")]
views += ["resource show " + name for name in people] + ["resource show ada -o plain", "resource show bob -o plain"]
views += ["totp list " + name for name in people] + ["totp list ada -o csv", "totp list ada -o plain"]
views += ["2fa status " + name for name in people] + ["2fa status bob -o plain"]
views += ["account status ada", "account status cyd", "session list ada", "recovery-codes status ada", "emergency list"]
views += ["token list", "level list", "level show night-shift", "policy show"]
views += ["why " + name for name in people] + ["why ada -o plain", "why bob -o plain"]
# The last, because it writes an event.
views += ["resource export --fields username,email,phone,license,level,champion,active,enrolled,locked -o csv"]
answers = []
for line in views:
    done = call(line.split())
    answers.append({"args": line.split(), "exit": done.returncode, "out": done.stdout})
    if done.returncode:
        sys.exit("%s: exit %d\n%s" % (line, done.returncode, done.stderr))

known = dict(root=root, phone=phone, tablet=tablet, removed=old, pending=pending, session=session, recovery=recovery[1])
known.update(setup=setup, script=script, emergency=emergency, request=request)
told = {"version": version, "second": now, "known": known, "answers": answers}
with open(os.path.join(TARGET, "told.json"), "w") as file:
    json.dump(told, file, indent=1, ensure_ascii=False)
    file.write("\n")
shutil.rmtree(home)
