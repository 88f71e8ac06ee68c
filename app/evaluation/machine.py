"""The machine that something was measured on, in words that stand in its record."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import psutil

_CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine: the name of its processor, its cores, its memory in bytes, its system."""

    processor: str
    cores: int
    memory: int
    system: str

    @property
    def words(self) -> str:
        """The machine as a person would name it."""
        cores = "1 core" if self.cores == 1 else f"{self.cores} cores"
        return f"{self.processor}, {cores}, {self.memory / 1024**3:.0f} GiB, {self.system}"


def describe_machine() -> Machine:
    """The machine that this runs on; cores are those that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = int(psutil.virtual_memory().total)
    return Machine(processor_name(), cores, memory, f"{platform.system()} {platform.machine()}")


def processor_name() -> str:
    """The processor's name as its maker gives it, where the system tells, else its kind."""
    if _CPU_INFO.exists():
        for line in _CPU_INFO.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return " ".join(line.partition(":")[2].split())
    return platform.processor() or platform.machine() or "unknown processor"
