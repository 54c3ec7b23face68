"""Jobs for a pool of workers: they work, crash, overrun and tell about their process."""

import os
import re
import signal
import time
from pathlib import Path


def pid() -> int:
    """Which process this is."""
    return os.getpid()


def echo(value: object) -> object:
    """Give back what was given."""
    return value


def crash() -> None:
    """End as native code that goes astray."""
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(status: int) -> None:
    """End without a word."""
    os._exit(status)


def hold_the_interpreter() -> None:
    """Work in native code that never looks up."""
    re.match(r"(a+)+$", "a" * 40 + "b")


def take_memory(size: int) -> int:
    """Ask for memory and write to it."""
    return len(bytearray(size))


def panic() -> None:
    """End in an exception that is none, as pycrdt's panics are."""
    raise BaseException("panicked")


def refuse(message: str) -> None:
    """Raise what a job may raise."""
    raise ValueError(message)


def spin(seconds: float) -> int:
    """Use the processor; return the process id."""
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass
    return os.getpid()


def note(path: str, word: str, seconds: float) -> None:
    """Write a word to a file and work on for a while."""
    with Path(path).open("a") as file:
        file.write(word + "\n")
    spin(seconds)


def say(text: str) -> None:
    """Write where a server writes its log."""
    os.write(1, text.encode())
    os.write(2, text.encode())


def open_files() -> list[str]:
    """What the process holds open."""
    folder = Path("/proc/self/fd")
    return [str(each.readlink()) for each in folder.iterdir() if each.exists() or each.is_symlink()]
