"""All benchmarks: ratios against a reference run beside them, never seconds (`make bench`).

Each in a process of its own: they need different settings, and none pays for another's memory.
"""

import subprocess
import sys

if __name__ == "__main__":
    for name in ("bench_page", "bench_media", "bench_search"):
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=True)
