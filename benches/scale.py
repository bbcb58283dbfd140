#!/usr/bin/env python3
"""Prints what does not grow with the tenant, and what long lists cost, as ratios measured in one run on this machine.

Usage: benches/scale.py DIRECTORY [--cpu]   (builds the release binary and the seeding tool first; tenants are made in DIRECTORY once
and kept)

Whole commands are measured from outside, in turns A B C A B C …, after a warm-up; medians are shown. On a machine that others use too,
--cpu measures the processor time of the commands in place of the time they take. Needs python3, sqlite3, cargo, 4 GB of disk and, the
first time, some minutes to make the tenants. Exit 1 if a goal is missed.
"""
import base64, hashlib, hmac, json, os, pathlib, shutil, statistics, struct, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSWORD = b"correct-Horse7battery\n"
# Resources and events.
FEW, PAGES, LONG, MANY, MILLION = (10, 1000), (1000, 1000), (10, 1_000_000), (100_000, 100_000), (1_000_000, 1_000_000)
# What `resource list` tells, in its order: names, lock, pause and devices stand in four tables.
SAME_COLUMNS = """
select r.id, username, email, email_verified_at is not null, first_name, last_name, phone, type, license, level, champion, active,
       l.failed, l.locked_at, l.hand_at, l.hand_until, p.until, p.started_at, f.id, f.kind, f.label, f.state, f.created_at, f.last_used_at,
       last_login_at, r.created_at
from resources r left join lockouts l on l.resource_id = r.id left join pauses p on p.resource_id = r.id
     left join factors f on f.resource_id = r.id
order by username_normal"""
# What `resource export` tells where no fields are named; telephone numbers are sealed, and sqlite3 gives them so.
EXPORTED = """
select username, email, email_verified_at is not null, first_name, last_name, phone, type, license, level, champion, active
from resources order by username_normal"""
LAST_50 = """select seq, format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac
             from audit_events order by seq desc limit 50"""
CPU = "--cpu" in sys.argv[1:]
missed = []


def run(command, env, stdin=b"", out=None):
    """Seconds that one whole command takes, the most memory it had in MiB, and its exit code."""
    read, write = os.pipe()
    os.write(write, stdin)
    os.close(write)
    null = os.open(os.devnull, os.O_WRONLY)
    start = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, read, 0), (os.POSIX_SPAWN_DUP2, out or null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    pid = os.posix_spawn(command[0], command, env, file_actions=actions)
    _, status, used = os.wait4(pid, 0)
    taken = time.perf_counter() - start
    os.close(read)
    os.close(null)
    return used.ru_utime + used.ru_stime if CPU else taken, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def turns(commands, env, runs, stdin=b""):
    """Median seconds of each command, all of them in turns."""
    for command in commands:
        assert run(command, env, stdin)[2] == 0, command
    taken = [[run(command, env, stdin)[0] for command in commands] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*taken)]


def goal(name, value, bound, unit="", shown=""):
    met = value <= bound
    if not met:
        missed.append(name)
    print(f"{'ok    ' if met else 'MISSED'}  {name}: {value:.2f}{unit} (goal ≤ {bound}{unit}){shown}", flush=True)


def ms(values):
    return "  [" + ", ".join(f"{value * 1000:.2f}" for value in values) + " ms]"


def code(key, step):
    mac = hmac.new(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def logins(tool, tenants, keys, env):
    """Median seconds of a login by password and code in each tenant, in turns: nine people there, three codes each that are valid now."""
    taken = {tenant: [] for tenant in tenants}
    for _ in range(2):
        while time.time() % 30 > 8:
            time.sleep(0.2)
        step = int(time.time()) // 30
        for offset in (-1, 0, 1):
            for number in range(9):
                for tenant in tenants:
                    command = tool(tenant, "authenticate", f"bench{number:02}@acme.example", "--password-stdin", "--code", code(keys(tenant)[number], step + offset))
                    seconds, _, ended = run(command, env, PASSWORD)
                    # A login of the minute before may have spent the code already.
                    if ended == 0:
                        taken[tenant].append(seconds)
        while int(time.time()) // 30 < step + 3:
            time.sleep(0.2)
    return [statistics.median(seconds) for seconds in taken.values()]


def standing(tool, tenant, env):
    """Somebody with many logins who may log in, and somebody who is locked: what is told of the two differs, so like is compared with like."""
    found = {}
    for number in range(9):
        name = f"bench{number:02}@acme.example"
        shown = json.loads(subprocess.check_output(tool(tenant, "resource", "show", name), env=env))
        found.setdefault("LOCKED" if shown["account"]["locked"] else "OPEN", name)
    listed = subprocess.check_output(tool(tenant, "resource", "list", "--where", "locked", "--limit", "1"), env=env, stderr=subprocess.DEVNULL)
    found.setdefault("LOCKED", json.loads(listed.splitlines()[0])["username"])
    return found


def main():
    words = [word for word in sys.argv[1:] if word != "--cpu"]
    if len(words) != 1:
        sys.exit(__doc__)
    cache = pathlib.Path(words[0]).resolve()
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    metadata = subprocess.check_output(["cargo", "metadata", "--format-version", "1", "--no-deps"], cwd=ROOT)
    binary = json.loads(metadata)["target_directory"] + "/release/tenantctl"
    built = subprocess.check_output(["cargo", "bench", "--no-run", "--message-format", "json", "--bench", "scale"], cwd=ROOT, text=True)
    scale = next(found for line in built.splitlines() if (message := json.loads(line)).get("target", {}).get("name") == "scale" and (found := message.get("executable")))
    sqlite = shutil.which("sqlite3")
    env = {"HOME": str(cache / "home"), "PATH": os.environ["PATH"]}
    database = lambda tenant: str(cache / f"{tenant[0]}-{tenant[1]}" / "acme.db")
    keys = lambda tenant: (cache / f"{tenant[0]}-{tenant[1]}" / "bench.keys").read_text().split()
    tool = lambda tenant, *words: [binary, "--db", database(tenant), "-o", "jsonl", *words]
    for tenant in (FEW, PAGES, LONG, MANY, MILLION):
        if not pathlib.Path(database(tenant)).exists():
            making = pathlib.Path(database(tenant)).parent.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            start = time.time()
            subprocess.run([scale, "seed", making, *map(str, tenant)], check=True)
            making.rename(making.with_suffix(""))
            for words in (["audit", "verify"], ["doctor"]):
                assert run(tool(tenant, *words), env)[2] == 0, (tenant, words)
            print(f"made a tenant of {tenant[0]} resources and {tenant[1]} events in {time.time() - start:.0f} s; it verifies and doctor is content")

    print("\n10 and 1M resources, 1k and 1M events: [few, 1M events, 1M resources]")
    for tenant in (FEW, LONG, MILLION):
        # Tenants that are kept hold the sessions of earlier runs.
        sessions = tool(tenant, "policy", "set", "session.desktop=100", "--reason", "measured again")
        assert run(sessions, env)[2] == 0, sessions
    people = {tenant: standing(tool, tenant, env) for tenant in (FEW, LONG, MILLION)}
    for name, words in (("resource show", ["resource", "show", "OPEN"]), ("why of somebody who may log in", ["why", "OPEN"]),
                        ("why of somebody who is locked", ["why", "LOCKED"]), ("audit log --limit 50", ["audit", "log", "--limit", "50"])):
        commands = [tool(tenant, *(people[tenant].get(word, word) for word in words)) for tenant in (FEW, LONG, MILLION)]
        few, long, million = turns(commands, env, 151)
        goal(name, max(long, million) / few, 1.2, shown=ms([few, long, million]))
    bench = "bench03@acme.example"
    few, long, million = logins(tool, (FEW, LONG, MILLION), keys, env)
    goal("authenticate", max(long, million) / few, 1.2, shown=ms([few, long, million]))

    print("\n1k and 1M events, 50 of them: [1k, 1M]")
    for words in (["--resource", bench], ["--action", "authenticate"], ["--action", "account.unlock"], ["--outcome", "denied"],
                  ["--actor", "os:radius"], ["--actor", "os:clerk"]):
        few, long = turns([tool(tenant, "audit", "log", "--limit", "9", *words) for tenant in (FEW, LONG)], env, 101)
        goal(f"audit log {' '.join(words)}", long / few, 1.2, shown=ms([few, long]))
    [rare] = turns([tool(LONG, "audit", "log", "--limit", "50", "--actor", "os:nobody")], env, 5)
    print(f"        an actor who did nothing is looked for in the whole history: {rare * 1000:.0f} ms")

    print("\n1k and 1M resources, pages of 50: [10 resources, 1k, 1M]")
    for where in ("not-enrolled", None, "email-unverified", "license=api", "inactive", "locked", "paused", "champion", "level=admin"):
        words = ["resource", "list", "--limit", "5" if where in ("inactive", "locked", "paused") else "20" if where == "license=api" else "50"]
        words += ["--where", where] if where else []
        few, pages, million = turns([tool(tenant, *words) for tenant in (FEW, PAGES, MILLION)], env, 101)
        # Whoever is not enrolled is asked for among ten as well, where there are fewer rows to show.
        goal(" ".join(words), million / (few if where == "not-enrolled" else pages), 1.2, shown=ms([few, pages, million]))
    for where in ("name~nobody-has-this", "inactive-for=3000d"):
        [million] = turns([tool(MILLION, "resource", "list", "--limit", "50", "--where", where)], env, 3)
        print(f"        --where {where}, which nobody among 1M is: {million * 1000:.0f} ms")

    print("\nLong lists")
    whole, dump, plain = turns([tool(MANY, "resource", "list"), [sqlite, "-json", database(MANY), SAME_COLUMNS],
                                [sqlite, database(MANY), "select * from resources"]], env, 9)
    goal("resource list of 100k / sqlite3 with the same columns as JSON", whole / dump, 3, shown=ms([whole, dump]))
    print(f"        the table resources alone, as it lies there, unsorted: {plain * 1000:.0f} ms; the list is {whole / plain:.1f} times that")
    goal("memory of resource list of 100k", run(tool(MANY, "resource", "list"), env)[1], 32, " MiB")
    export, dump = turns([tool(MANY, "resource", "export", "-o", "csv"), [sqlite, "-csv", database(MANY), EXPORTED]], env, 9)
    goal("resource export of 100k / sqlite3 -csv with the same columns", export / dump, 3, shown=ms([export, dump]))
    goal("memory of resource export of 100k as one JSON document", run(tool(MANY, "resource", "export", "-o", "json"), env)[1], 32, " MiB")
    shares = []
    for _ in range(5):
        start = time.perf_counter()
        with subprocess.Popen(tool(MANY, "resource", "export", "-o", "csv"), env=env, stdout=subprocess.PIPE) as exporting:
            # The header, and somebody.
            assert exporting.stdout.readline() and exporting.stdout.readline()
            first = time.perf_counter() - start
            while exporting.stdout.read(65536):
                pass
        shares.append(100 * first / (time.perf_counter() - start))
    goal("first line of resource export of 100k, of the whole time", statistics.median(shares), 5, " %")
    firsts = []
    for _ in range(21):
        start = time.perf_counter()
        with subprocess.Popen(tool(MILLION, "resource", "list"), env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as listing:
            listing.stdout.readline()
            firsts.append(time.perf_counter() - start)
            listing.stdout.close()
            said = listing.stderr.read()
        assert said == b"" and listing.returncode >= 0, (said, listing.returncode)
    goal("first line of resource list of 1M, then nobody reads on", statistics.median(firsts) * 1000, 50, " ms")
    ours, theirs = turns([tool(LONG, "audit", "log", "--limit", "50"), [sqlite, database(LONG), LAST_50]], env, 151)
    goal("audit log of the last 50 of 1M / sqlite3", ours / theirs, 2, shown=ms([ours, theirs]))
    verify, loop = turns([tool(LONG, "audit", "verify"), [scale, "read", database(LONG)]], env, 5)
    goal("audit verify of 1M / reading and one SHA-256 of each", verify / loop, 2.5, shown=ms([verify, loop]))
    goal("memory of audit verify of 1M", run(tool(LONG, "audit", "verify"), env)[1], 64, " MiB")
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


main()
