"""The least shell that has jobs: runs a command as one, in front, and says on the terminal what becomes of it.

Unlike a real one it leaves the settings of the terminal alone: what they are is the command's doing. Where the job stops it prints
"[stopped, the terminal echoes]" or "[stopped, the terminal is silent]" and waits for a line: "fg" or "bg" sends it on, any other is a signal
to send. Its exit code is the job's, or 128 and the signal that ended it. Standard library only.
"""

import os, signal, sys, termios


def echo():
    return "echoes" if termios.tcgetattr(0)[3] & termios.ECHO else "is silent"


def say(text):
    os.write(2, ("[%s]\r\n" % text).encode())


def front(group):
    # Giving the terminal away is itself done from the background, later.
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(0, group)


job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    front(os.getpid())
    for each in (signal.SIGTTOU, signal.SIGXFSZ, signal.SIGPIPE):
        signal.signal(each, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
try:
    os.setpgid(job, job)
except PermissionError:
    pass  # It has done so itself.
while True:
    _, status = os.waitpid(job, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        break
    front(os.getpgrp())
    say("stopped, the terminal " + echo())
    line = os.read(0, 100).decode().strip()
    if line == "fg":
        front(job)
        os.killpg(job, signal.SIGCONT)
    elif line == "bg":
        os.killpg(job, signal.SIGCONT)
    else:
        os.killpg(job, getattr(signal, "SIG" + line))
        os.killpg(job, signal.SIGCONT)
front(os.getpgrp())
say("ended, the terminal " + echo())
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
