#!/usr/bin/env python3
"""Prints what an import costs, as ratios measured in one run on this machine.

Usage: benches/import.py DIRECTORY [--million] [--kills N] [--built]

Builds the release binary and `benches/import.rs` first (not with --built). Tenants are made in DIRECTORY and removed from it again.
  --million   also a million rows: their memory, and the time a row from ten thousand to a million (some minutes, 2 GB)
  --kills N   also an import of 100k rows that is killed N times at random moments and gone on with
Whole commands are measured from outside, in turns, on copies of one tenant; medians are shown. Needs python3 and cargo. Exit 1 if a goal
is missed.
"""
import json, os, pathlib, random, shutil, statistics, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSWORD = "correct-Horse7battery"
FIRST = "ada bela carl dora emil fanny gina hugo ines jule kurt lena milo nora otto pia".split()
LAST = "adler braun curie dietz engel falk gauss haas ibsen jahn keller lang maier noether ohm planck".split()
missed = []


def goal(name, value, bound, shown="", at_least=False):
    met = value >= bound if at_least else value <= bound
    if not met:
        missed.append(name)
    print(f"{'ok    ' if met else 'MISSED'}  {name}: {value:.3f} (goal {'≥' if at_least else '≤'} {bound}){shown}", flush=True)


def people(path, count, passwords=False):
    """A file of people whose usernames are in order and whose names and addresses are not."""
    with open(path, "w") as file:
        file.write("username,email,first_name,last_name,license" + (",password" if passwords else "") + "\n")
        for number in range(count):
            first, last = FIRST[number * 7 % 16], LAST[number * 11 % 16]
            row = f"u{number:07}@acme.example,{last}.{first}{number:07}@mail.example,{first.title()},{last.title()},standard"
            file.write(row + (f",{PASSWORD}{number}" if passwords else "") + "\n")


class Bench:
    def __init__(self, directory, tool, bench):
        self.directory, self.tool, self.bench = directory, tool, bench
        self.fresh = self.directory / "fresh"
        shutil.rmtree(self.fresh, ignore_errors=True)
        self.fresh.mkdir(parents=True)
        init = ["init", "acme", "--admin", "root@acme.example", "--email", "root@mail.example", "--password-stdin", "--no-enroll"]
        subprocess.run([tool, *self.where(self.fresh), *init], input=PASSWORD + "\n", text=True, check=True, capture_output=True)

    def where(self, home):
        return ["--db", str(home / "acme.db"), "--key-file", str(home / "acme.key")]

    def copy(self, name, of=None):
        home = self.directory / name
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(of or self.fresh, home)
        os.sync()
        return home

    def run(self, home, *words, code=0):
        """Seconds, the most memory in MiB, and the answer."""
        out = self.directory / "answer"
        with open(out, "w") as file:
            start = time.perf_counter()
            process = subprocess.Popen([self.tool, *self.where(home), *words], stdout=file, stderr=subprocess.PIPE)
            _, status, used = os.wait4(process.pid, 0)
            taken = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        error = process.stderr.read()
        process.stderr.close()
        assert process.returncode == code, (words, process.returncode, error)
        return taken, used.ru_maxrss / 1024, out.read_text()

    def imported(self, home, file, *more):
        return self.run(home, "resource", "import", str(file), "-q", "-o", "json", *more)

    def raw(self, full, *more):
        """Seconds in which the rows of a tenant are inserted into a new one, in one transaction."""
        home = self.copy("raw")
        out = subprocess.check_output([self.bench, "raw", str(full / "acme.db"), str(home / "acme.db"), *more], text=True)
        return float(out.split()[2])


def against_inserts(bench, file):
    full = bench.copy("full")
    bench.imported(full, file)
    taken = {"import": [], "two rows": [], "with their names": []}
    for _ in range(5):
        taken["two rows"].append(bench.raw(full))
        taken["with their names"].append(bench.raw(full, "identifiers"))
        taken["import"].append(bench.imported(bench.copy("work"), file)[0])
    median = {name: statistics.median(values) for name, values in taken.items()}
    shown = "  [" + ", ".join(f"{name} {value:.2f} s" for name, value in median.items()) + "]"
    goal("import of 100k / inserting the same two rows each", median["import"] / median["two rows"], 1.5, shown)
    return full


def unchanged(bench, full, file):
    dry, again = [], []
    for _ in range(5):
        dry.append(bench.imported(full, file, "--dry-run")[0])
        again.append(bench.imported(full, file)[0])
    dry, again = statistics.median(dry), statistics.median(again)
    goal("--dry-run of 100k unchanged rows / importing them", dry / again, 0.8, f"  [{dry:.2f}, {again:.2f} s]")


def million(bench):
    rows, sizes = {}, (10_000, 100_000, 1_000_000)
    for size in sizes:
        file = bench.directory / f"people-{size}.csv"
        people(file, size)
        runs = [bench.imported(bench.copy("work"), file) for _ in range(1 if size == 1_000_000 else 5)]
        rows[size] = statistics.median(run[0] for run in runs) / size * 1e6
        memory = max(run[1] for run in runs)
    goal("memory of an import of 1M, in MiB", memory, 100)
    shown = "  [" + ", ".join(f"{size}: {rows[size]:.1f} µs a row" for size in sizes) + "]"
    goal("slowest / fastest time a row from 10k to 1M", max(rows.values()) / min(rows.values()), 1.15, shown)


def hashing(bench):
    file = bench.directory / "passwords.csv"
    people(file, 600, passwords=True)
    cores = len(os.sched_getaffinity(0))
    rates, ones = [], []
    for _ in range(3):
        ones.append(float(subprocess.check_output(["taskset", "-c", "0", bench.bench, "hash", "3"], text=True)))
        rates.append(600 / bench.imported(bench.copy("work"), file, "--plain-passwords")[0])
    rate, one = statistics.median(rates), statistics.median(ones)
    shown = f"  [{rate:.1f} a second on {cores} cores, {one:.1f} on one]"
    goal("plain passwords: rate / (cores × rate of one core)", rate / (cores * one), 0.9, shown, at_least=True)


def kills(bench, full, file, count):
    """Killed at random moments and gone on with: the same people and the same events as without."""
    home, dice = bench.copy("work"), random.Random(7)
    whole = bench.imported(bench.copy("raw"), file)[0]
    killed = 0
    command = [bench.tool, *bench.where(home), "resource", "import", str(file), "-q", "--resume", "--batch", "1000"]
    while killed < count:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.random() * whole / 5)
        if process.poll() is not None:
            # Over too soon: from the beginning, so that one import bears all of them.
            home, killed = bench.copy("work"), 0
            continue
        process.kill()
        process.wait()
        killed += 1
        assert json.loads(bench.run(home, "audit", "verify", "-o", "json")[2])["ok"] is True
    bench.imported(home, file, "--resume", "--batch", "1000")
    told = []
    for each in (home, full):
        out = bench.run(each, "audit", "log", "-o", "jsonl")[2]
        events = (json.loads(line) for line in out.splitlines())
        details = [(event["action"], event["outcome"], event["details"]) for event in events if event["action"] == "resource.create"]
        told.append((details, bench.run(each, "resource", "export", "-o", "csv")[2]))
    assert told[0] == told[1] and len(told[0][0]) == 100_001, "not the same"
    print(f"ok      killed {killed} times, gone on with: the same 100,000 people, event for event; the history verifies after each")


def main():
    words = sys.argv[1:]
    if not words or words[0].startswith("-"):
        sys.exit(__doc__)
    directory = pathlib.Path(words[0]).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    if "--built" not in words:
        subprocess.run(["cargo", "build", "--release", "--quiet", "--bin", "tenantctl", "--bench", "import"], cwd=ROOT, check=True)
    metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1", "--no-deps"], cwd=ROOT))
    release = pathlib.Path(metadata["target_directory"]) / "release"
    tools = [path for path in (release / "deps").glob("import-*") if not path.suffix]
    bench = Bench(directory, str(release / "tenantctl"), str(max(tools, key=lambda path: path.stat().st_mtime)))
    file = directory / "people.csv"
    people(file, 100_000)
    full = against_inserts(bench, file)
    unchanged(bench, full, file)
    hashing(bench)
    # First: what this process needs itself counts as the memory of what it starts, and the comparison of histories needs much.
    if "--million" in words:
        million(bench)
    if "--kills" in words:
        kills(bench, full, file, int(words[words.index("--kills") + 1]))
    for name in ("fresh", "full", "work", "raw"):
        shutil.rmtree(directory / name, ignore_errors=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
