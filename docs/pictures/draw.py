"""Draws docs/pictures/rescue.svg from a real run: draw.py BINARY > docs/pictures/rescue.svg. Needs tmux and a python3; standard library only.

It makes a throw-away tenant in which ada is locked after seven wrong passwords, runs `rescue ada` at a terminal of 80 columns, and writes what
that shows, with its emphasis, as one picture.
"""

import base64, hashlib, hmac, html, json, os, re, shutil, struct, subprocess, sys, tempfile, time

BINARY = os.path.abspath(sys.argv[1])
HOME = tempfile.mkdtemp()
ENVIRONMENT = {"HOME": HOME, "PATH": f"{os.path.dirname(BINARY)}:/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC"}
PASSWORD = "Marble-lantern-73"
COLUMNS, ROWS = 80, 24
# A letter's width and a line's height, in the units of the picture.
WIDTH, HEIGHT, EDGE = 8.4, 18, 16
STYLES = {"1": 'font-weight="bold"', "2": 'fill="#8b949e"', "1;31": 'fill="#ff7b72" font-weight="bold"', "1;33": 'fill="#e3b341" font-weight="bold"'}


def run(*args, given=""):
    return subprocess.run([BINARY, *args], input=given, env=ENVIRONMENT, capture_output=True, text=True)


def code(key, steps=0):
    step = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(key), step, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def tmux(*args):
    return subprocess.run(["tmux", "-L", f"draw-{os.getpid()}", *args], env=ENVIRONMENT, capture_output=True, text=True).stdout


def tenant():
    root = ["--admin", "root@acme.example", "--email", "it@acme.example"]
    run("init", "acme", *root, "--password-stdin", "--no-enroll", given=f"{PASSWORD}\n")
    run("resource", "create", "ada@acme.example", "--email", "ada.l@mail.example", "--password-stdin", given=f"{PASSWORD}\n")
    run("resource", "verify-email", "ada", "--assume", "--reason", "answered a test mail")
    enrolled = json.loads(run("totp", "enroll", "ada", "--label", "phone", "--show-key", "-o", "json").stdout)
    # Confirmed by the code of the step before: the present one is left for the login.
    run("totp", "confirm", "ada", "phone", code(enrolled["key"], -1))
    run("authenticate", "ada", "--password-stdin", "--code", code(enrolled["key"]), given=f"{PASSWORD}\n")
    for _ in range(7):
        run("authenticate", "ada", "--password-stdin", "--client", "mobile", "--source", "192.0.2.7", given="wrong\n")


def shown(command):
    tmux("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), f"{command}; sleep 5")
    time.sleep(2)
    lines = tmux("capture-pane", "-e", "-p").rstrip("\n").split("\n")
    tmux("kill-server")
    return lines


def spans(line):
    style = ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            now = part[2:-1]
            # tmux sets one at a time.
            style = "" if now in ("", "0", "39") else (f"{style};{now}" if style and now in ("31", "33") else now)
        elif part:
            yield STYLES.get(style, ""), html.escape(part)


def picture(lines):
    width, height = COLUMNS * WIDTH + 2 * EDGE, (len(lines) + 1) * HEIGHT + 2 * EDGE
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
    yield "<title>tenantctl rescue ada, as a clerk sees it</title>"
    yield f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>'
    yield f'<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3" xml:space="preserve" style="white-space: pre">'
    for at, line in enumerate(lines):
        text = "".join(f"<tspan {style}>{part}</tspan>" if style else part for style, part in spans(line))
        yield f'<text x="{EDGE}" y="{EDGE + (at + 1) * HEIGHT}">{text}</text>'
    yield "</g>\n</svg>"


try:
    tenant()
    print("\n".join(picture(["$ tenantctl rescue ada", *shown("tenantctl rescue ada")])))
finally:
    shutil.rmtree(HOME)
