"""Runs a command in a pseudo-terminal, plays a dialogue with it, and shows what a person would see.

Standard input: JSON with argv, env, cwd, columns, rows, seconds, steps ([[what to wait for, what to type], ...]) and
pictures ({theme: path of a PNG}; without any, the screen is not drawn). In what is typed, {code} is the one-time code
of the key that the screen shows, and {wrong} a code that it is not; {kill NAME} sends a signal to the processes in
front. Standard output: JSON with exit, raw, screen (its
lines, as the pictures are, before the last answer is typed), left (all that stands there or can be scrolled back to in the end;
null where the screen is not drawn), echo (whether the terminal echoes afterwards) and missing
(what was waited for in vain). Standard library only.
"""

import fcntl, json, os, re, select, signal, struct, sys, termios, time, zlib


def code(text):
    # Most dialogues need none, and to load these takes a while.
    import base64, hashlib, hmac

    # The key may stand beside the QR code.
    text = re.sub("[█▀▄]", " ", text)
    key = re.sub(r"\s", "", re.findall(r"^ *key +([A-Z2-7 ]+(?:\n +[A-Z2-7 ]+)*)\s*$", text, re.M)[-1])
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6)


class Screen:
    """As much of a terminal as is needed: text, line ends, wrapping, scrolling, colours, clearing, the other screen, which keeps
    nothing that scrolls away. Anything else fails."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines, self.x, self.colors = [[]], 0, (None, None)
        # The first line that cannot have scrolled away: the screen was cleared there.
        self.top, self.main = 0, None

    def feed(self, text):
        at = 0
        while at < len(text):
            c, at = text[at], at + 1
            if c == "\x1b":
                escape = re.compile(r"\[([0-9;]*)m").match(text, at)
                control = re.compile(r"\[(\?1049[hl]|[23]J|H)").match(text, at)
                if escape:
                    self.color([int(number or 0) for number in escape[1].split(";")])
                elif control:
                    self.control(control[1])
                if escape or control:
                    at = (escape or control).end()
                    continue
            if c == "\n":
                self.lines.append([])
            elif c == "\r":
                self.x = 0
            elif c < " " or "\x7f" <= c < "\xa0":
                sys.exit("the terminal got a control character: %r" % text[at - 1 : at + 20])
            else:
                if self.x == self.columns:
                    self.lines.append([])
                    self.x = 0
                line = self.lines[-1]
                line.extend([(" ", (None, None))] * (self.x + 1 - len(line)))
                line[self.x] = (c, self.colors)
                self.x += 1

    def control(self, what):
        if what == "?1049h" and not self.main:
            self.main = (self.lines, self.x, self.top)
            self.lines, self.x, self.top = [[]], 0, 0
        elif what == "?1049l" and self.main:
            (self.lines, self.x, self.top), self.main = self.main, None
        elif what == "2J":
            # The cursor is sent home before or afterwards.
            self.top = self.first()
            self.lines, self.x = self.lines[: self.top] + [[]], 0
        elif what == "3J":
            self.lines, self.top = self.lines[self.first() :], 0

    def first(self):
        return max(self.top, len(self.lines) - self.rows)

    def color(self, numbers):
        while numbers:
            number = numbers.pop(0)
            if number == 0:
                self.colors = (None, None)
            elif number in (38, 48) and numbers[:1] == [5]:
                chosen, numbers = numbers[1], numbers[2:]
                self.colors = (chosen, self.colors[1]) if number == 38 else (self.colors[0], chosen)
            else:
                self.colors = ("other", "other")

    def seen(self):
        return self.lines[self.first() :]

    def picture(self, theme):
        """Two pixels a cell, one above the other, each 4 x 4; text is drawn as a bar, so that it disturbs."""
        foreground, background = {"dark": (230, 0), "light": (0, 255)}[theme]
        shade = lambda color, default: {None: default, 16: 0, 231: 255}.get(color, 127)
        out = []
        for line in self.seen():
            line = line + [(" ", (None, None))] * (self.columns - len(line))
            upper, lower = bytearray(), bytearray()
            for c, (ink, paper) in line:
                ink, paper = shade(ink, foreground), shade(paper, background)
                pair = {" ": (paper, paper), "█": (ink, ink), "▀": (ink, paper), "▄": (paper, ink)}.get(c, (paper, ink))
                upper += bytes([pair[0]] * 4)
                lower += bytes([pair[1]] * 4)
            out += [bytes(upper)] * 4 + [bytes(lower)] * 4
        return out


def waits(master):
    """Whether the program in front sleeps until something is typed: in read, poll, ppoll, select or pselect."""
    try:
        with open("/proc/%d/syscall" % os.tcgetpgrp(master)) as file:
            return file.read().split()[0] in ("0", "7", "23", "270", "271")
    except (OSError, IndexError):
        return False


def png(path, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


def main():
    job = json.load(sys.stdin)
    # The near end stays open here as well, to ask afterwards whether it echoes.
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", job["rows"], job["columns"], 0, 0))
    pid = os.fork()
    if pid == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        # Python ignores the one, nohup the other, and a child inherits that.
        for ignored in (signal.SIGXFSZ, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_DFL)
        os.chdir(job["cwd"])
        os.execvpe(job["argv"][0], job["argv"], job["env"])
    end = time.time() + job["seconds"]
    raw, seen, steps, alive, last = b"", 0, list(job["steps"]), True, ""
    while time.time() < end:
        ready = select.select([master], [], [], 0.02)[0]
        if ready:
            raw += os.read(master, 65536)
        text = raw.decode("utf-8", "replace")
        while steps and steps[0][0] in text[seen:]:
            wanted, typed = steps.pop(0)
            seen = text.index(wanted, seen) + len(wanted)
            # A prompt is written before its reading begins; a person is slower than that.
            patience = time.time() + 0.15
            while time.time() < patience and not (waits(master) and (time.sleep(0.01) or waits(master))):
                time.sleep(0.005)
            if "{code}" in typed or "{wrong}" in typed:
                plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "")
                right = code(plain)
                typed = typed.replace("{code}", right).replace("{wrong}", "%06d" % ((int(right) + 1) % 10**6))
            if typed or not last:
                last = text
            sent = re.match(r"\{kill (\w+)\}", typed)
            if sent:
                front = os.tcgetpgrp(master)
                if front > 0:
                    os.killpg(front, getattr(signal, "SIG" + sent[1]))
                typed = typed[sent.end() :]
            os.write(master, typed.encode())
        if not ready and not alive:
            break
        if alive:
            done, status = os.waitpid(pid, os.WNOHANG)
            alive = done == 0
    echo = bool(termios.tcgetattr(slave)[3] & termios.ECHO)
    if alive:
        os.kill(pid, 9)
        status = os.waitpid(pid, 0)[1]
    text = raw.decode("utf-8", "replace")
    screen, final = (Screen(job["columns"], job["rows"]) for _ in range(2))
    # A shell that edits its line moves the cursor about: of that the bare text must do.
    if job["pictures"]:
        screen.feed(last)
    plain = lambda lines: ["".join(c for c, _ in line).rstrip() for line in lines]
    try:
        final.feed(text)
        left = plain(final.lines)
    except SystemExit:
        left = None
    # Only a screen with a QR code is worth scanning.
    if any(c in "█▀▄" for line in screen.seen() for c, _ in line):
        for theme, path in job["pictures"].items():
            png(path, screen.picture(theme))
    lines = plain(screen.seen())
    missing = [wanted for wanted, _ in steps]
    answer = {"exit": os.waitstatus_to_exitcode(status), "raw": text, "screen": lines, "left": left, "echo": echo}
    json.dump({**answer, "missing": missing}, sys.stdout)


main()
