"""The kernel's walls, one function each, by system calls alone: no library of the machine is needed.

Each returns whether the wall stands. False means that this kernel does not have it, or that the machine does
not let us have it; an :class:`OSError` of another kind passes through, and the worker ends.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import threading
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65_534
"""User and group that own nothing. Source: Linux, overflow id."""
OWN_USERS = 0x70000000
"""From here on no machine has users: root gives each warden one of its own, by its process id."""
FEW_THREADS, MANY_THREADS = 32, 16_384

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
"""Source: linux/prctl.h."""
_CLONE_NEWUTS, _CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x04000000, 0x08000000, 0x10000000, 0x40000000
"""Source: linux/sched.h."""
_LACKING = frozenset({errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EPERM, errno.ENOSPC, errno.EUSERS})
"""How a kernel says that it does not have a wall, or that containers, settings or quotas withhold it."""

# --- Landlock: no file, no TCP, no signal to others. Source: linux/landlock.h ---

_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
"""The same numbers on every architecture."""
_LANDLOCK_VERSION = 1
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""Version from which there are so many rights to files; all of them are taken away."""
_TCP_RIGHTS, _SCOPES = 0b11, 0b11
"""Bind and connect (from version 4); abstract sockets and signals beyond the jail (from version 6)."""
_TCP_VERSION, _SCOPE_VERSION = 4, 6

# --- seccomp: the list of system calls that are left. Source: linux/seccomp.h, linux/filter.h ---

_SECCOMP_SET_MODE_FILTER = 1
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_NO_SUCH_CALL = 0x00050000 | errno.ENOSYS
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT, _THIRD_ARGUMENT_AT = 0, 4, 16, 32
"""Offsets in ``struct seccomp_data``, little endian: of the arguments the lower half."""
_PROT_EXEC = 4
_THREAD = 0x3D0F00
"""What the C library asks ``clone`` for when it starts a thread, and nothing else does. Source: glibc,
sysdeps/unix/sysv/linux/createthread; musl asks for the same and CLONE_DETACHED."""
_THREAD_MUSL = 0x7D0F00
_X32 = 0x40000000
"""Numbers from here on are calls of the x32 ABI, whose second table would be a way around the first."""

_CALLS: dict[str, tuple[int, int]] = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "pread64": (17, 67),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "sysinfo": (99, 179),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
"""What decoding and drawing need: memory, time, the descriptors at hand, threads. x86_64 and aarch64.
Sources: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h."""
_MEMORY_CALLS: dict[str, tuple[int, int]] = {"mmap": (9, 222), "mprotect": (10, 226)}
"""Allowed unless they ask for memory that can be executed."""
_CLONE, _CLONE3 = (56, 220), (435, 435)
"""The latter is answered as by a kernel that lacks it, as containers do: the C library then asks ``clone``,
whose arguments a filter can read."""
_ARCHITECTURES = {"x86_64": (0, 0xC000003E, 317, 126), "aarch64": (1, 0xC00000B7, 277, 91)}
"""Column above, AUDIT_ARCH, and the numbers of seccomp and capset."""

_libc = ctypes.CDLL(None, use_errno=True)


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_char_p))


def _call(number: int, *arguments: object) -> int:
    """A raw system call.

    Raises:
        OSError: what the kernel answered.
    """
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def die_with(parent: int) -> None:
    """Has the kernel end this process with its parent; ends it now if the parent is gone already.

    To be called last: a change of user clears it. Source: prctl(2), PR_SET_PDEATHSIG.
    """
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def hide_memory() -> None:
    """Nobody of the same user may attach to this process or read its memory, and it leaves no dump."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def no_new_privileges() -> None:
    """No program started from here on could gain rights; seccomp and Landlock ask for it."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def other_user() -> bool:
    """Another user where we are root, otherwise a user namespace, in which this process owns nothing.

    Needs to be called while there is one thread.
    """
    try:
        if os.geteuid() != 0:
            return not _libc.unshare(_CLONE_NEWUSER)
        os.setgroups([])
        return _become(OWN_USERS + os.getpid()) or _become(NOBODY)
    except OSError as error:
        if error.errno not in _LACKING:
            raise
        return False


def _become(user: int) -> bool:
    """Another user for good; False where a container knows no such number."""
    try:
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return False
    return True


def no_capabilities() -> None:
    """Gives up what a namespace of one's own brings along. Source: capset(2), version 3."""
    known = _ARCHITECTURES.get(platform.machine())
    if known is not None:
        head, none = struct.pack("=Ii", 0x20080522, 0), bytes(24)
        _call(known[3], ctypes.c_char_p(head), ctypes.c_char_p(none))


def no_network() -> bool:
    """A network of one's own, in which there is nothing, not even a loopback that is up."""
    return not _libc.unshare(_CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS)


def landlock() -> int:
    """Takes every right to files, TCP and signals away; the version of Landlock, 0 where there is none."""
    try:
        version = _call(
            _LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_LANDLOCK_VERSION)
        )
        files = max(number for since, number in _FILE_RIGHTS.items() if since <= version)
        rights = [(1 << files) - 1]
        if version >= _TCP_VERSION:
            rights.append(_TCP_RIGHTS)
        if version >= _SCOPE_VERSION:
            rights.append(_SCOPES)
        wanted = struct.pack(f"={len(rights)}Q", *rights)
        rules = _call(
            _LANDLOCK_CREATE_RULESET,
            ctypes.c_char_p(wanted),
            ctypes.c_size_t(len(wanted)),
            ctypes.c_uint32(0),
        )
        try:
            _call(_LANDLOCK_RESTRICT_SELF, ctypes.c_int(rules), ctypes.c_uint32(0))
        finally:
            os.close(rules)
    except OSError as error:
        if error.errno not in _LACKING:
            raise
        return 0
    return version


@dataclass(frozen=True, slots=True)
class _Line:
    """An instruction, or with ``name`` the place that others jump to. Empty: the line below."""

    code: int = 0
    value: int = 0
    yes: str = ""
    no: str = ""
    name: str = ""


def filter_program(machine: str, *, threads: bool) -> bytes | None:
    """The filter for an architecture, as the kernel reads it; None where we know no numbers."""
    known = _ARCHITECTURES.get(machine)
    if known is None:
        return None
    column, architecture = known[:2]
    return _assembled(
        [
            _Line(_LOAD, _ARCHITECTURE_AT),
            _Line(_EQUAL, architecture, no="kill"),
            _Line(_LOAD, _NUMBER_AT),
            _Line(_AT_LEAST, _X32, yes="refuse"),
            *(_Line(_EQUAL, numbers[column], yes="allow") for numbers in _CALLS.values()),
            *(_Line(_EQUAL, numbers[column], yes="memory") for numbers in _MEMORY_CALLS.values()),
            _Line(_EQUAL, _CLONE3[column], yes="lacking"),
            _Line(_EQUAL, _CLONE[column], yes="thread" if threads else "refuse", no="refuse"),
            _Line(name="memory"),
            _Line(_LOAD, _THIRD_ARGUMENT_AT),
            _Line(_ANY_BIT, _PROT_EXEC, yes="refuse", no="allow"),
            _Line(name="thread"),
            _Line(_LOAD, _FIRST_ARGUMENT_AT),
            _Line(_EQUAL, _THREAD, yes="allow"),
            _Line(_EQUAL, _THREAD_MUSL, yes="allow", no="refuse"),
            _Line(name="allow"),
            _Line(_RETURN, _ALLOW),
            _Line(name="refuse"),
            _Line(_RETURN, _REFUSE),
            _Line(name="lacking"),
            _Line(_RETURN, _NO_SUCH_CALL),
            _Line(name="kill"),
            _Line(_RETURN, _KILL),
        ]
    )


def _assembled(lines: list[_Line]) -> bytes:
    places: dict[str, int] = {}
    for line in lines:
        if line.name:
            places[line.name] = sum(not one.name for one in lines[: lines.index(line)])
    code = [line for line in lines if not line.name]
    return b"".join(
        struct.pack(
            "=HBBI",
            line.code,
            places[line.yes] - at - 1 if line.yes else 0,
            places[line.no] - at - 1 if line.no else 0,
            line.value,
        )
        for at, line in enumerate(code)
    )


def has_seccomp() -> bool:
    """Whether this kernel can filter system calls, and we know its numbers."""
    return platform.machine() in _ARCHITECTURES and _kernel_filters()


def _kernel_filters() -> bool:
    """Asks for an action: nothing is changed. Source: seccomp(2), SECCOMP_GET_ACTION_AVAIL."""
    action = ctypes.c_uint32(_KILL)
    try:
        _call(_ARCHITECTURES[platform.machine()][2], ctypes.c_uint(2), ctypes.c_uint(0), ctypes.byref(action))
    except OSError:
        return False
    return True


def seccomp(*, threads: bool) -> None:
    """Leaves this thread, and what comes of it, the calls of the list. There is no way back.

    Args:
        threads: Whether more of its kind may be started, which stand behind the same walls.

    Raises:
        OSError: the kernel refused, although :func:`has_seccomp`.
    """
    program = filter_program(platform.machine(), threads=threads)
    if program is None:
        raise OSError(errno.ENOSYS, "no filter for this architecture")
    whole = _Filter(len(program) // 8, program)
    number = _ARCHITECTURES[platform.machine()][2]
    _call(number, ctypes.c_uint(_SECCOMP_SET_MODE_FILTER), ctypes.c_uint(0), ctypes.byref(whole))


def thread_count() -> int:
    """Threads of this process; walls of the kernel bind the thread that puts them up."""
    return len(list(Path("/proc/self/task").iterdir()))


def bounded_threads() -> int:
    """The lowest bound (RLIMIT_NPROC) under which this user can start a thread at all.

    In a user or namespace of one's own that is a handful. Where the bound counts what others run under the
    same user (kernels before 5.14, machines without namespaces), it is too far away to refuse a sound file.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    for most in (FEW_THREADS, MANY_THREADS):
        if hard not in (resource.RLIM_INFINITY, -1) and most > hard:
            continue
        resource.setrlimit(resource.RLIMIT_NPROC, (most, hard))
        thread = threading.Thread(target=int)
        try:
            thread.start()
        except RuntimeError:
            continue
        finally:
            resource.setrlimit(resource.RLIMIT_NPROC, (soft, hard))
        thread.join()
        return most
    return hard
