"""The threads that models compute in, shared by all of them."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache


def cores() -> int:
    """The number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(maxsize=1)
def pool() -> ThreadPoolExecutor:
    """One worker a core, each with a single-threaded torch.

    Batches run side by side, one thread each. The other way round, all cores on each matrix product, every product
    waits for the slowest core: 1.3 times slower on two idle cores, and while another process keeps one of them busy a
    question takes 250 ms instead of 40.
    """
    return ThreadPoolExecutor(cores(), "model", initializer=_single_threaded)


@lru_cache(maxsize=1)
def has_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 matrices in hardware (AMX or AVX512-BF16)."""
    import torch

    probes = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(bool(getattr(torch.cpu, probe, lambda: False)()) for probe in probes)


def _single_threaded() -> None:
    import torch

    torch.set_num_threads(1)
