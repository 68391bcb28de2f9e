"""Times FAISS's exact search (IndexFlatIP) on a file of unit vectors and compares its neighbors with SraCl's.

A row is not its own neighbor: k + 1 are searched and the row itself is dropped, or the last one where equal vectors have pushed the row itself out.
The order among equal vectors differs between the sides, and rounding swaps nearly equal ones. So all cosines are computed again in double precision:
the sides' last neighbors must be equally near, and every neighbor that only one side has must tie with the other side's last one.
"""

import argparse
import json
import os
import resource
import time

import faiss
import numpy as np

# Rows whose cosines are computed again at a time.
BLOCK = 2048


def without_self(found, k):
    """Drops each row from its own neighbors: [n, k + 1] to [n, k]."""
    rows = len(found)
    own = found == np.arange(rows)[:, None]
    place = np.where(own.any(axis=1), own.argmax(axis=1), k)
    keep = np.ones_like(own)
    keep[np.arange(rows), place] = False
    return found[keep].reshape(rows, k)


def cosines(vectors, rows, neighbors):
    """The cosines of rows with their neighbors [n, k], in double precision."""
    queries = vectors[rows].astype(np.float64)
    near = vectors[neighbors].astype(np.float64)
    return np.einsum("nd,nkd->nk", queries, near) / (np.linalg.norm(queries, axis=1)[:, None] * np.linalg.norm(near, axis=2))


def compare(vectors, ours, theirs):
    """Counts rows whose sets of neighbors differ; finds how far their differences, and the last cosines of all rows, are from ties."""
    different = 0
    gap = last = 0.0
    for start in range(0, len(vectors), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(vectors)))
        sides = [(neighbors[rows], cosines(vectors, rows, neighbors[rows])) for neighbors in (ours, theirs)]
        last = max(last, float(np.abs(sides[0][1].min(axis=1) - sides[1][1].min(axis=1)).max()))
        different += int((np.sort(sides[0][0], axis=1) != np.sort(sides[1][0], axis=1)).any(axis=1).sum())
        for (neighbors, near), (others, other_near) in (sides, sides[::-1]):
            alone = ~(neighbors[:, :, None] == others[:, None, :]).any(axis=2)
            if alone.any():
                gap = max(gap, float(np.abs(near - other_near.min(axis=1)[:, None])[alone].max()))
    return different, gap, last


def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", required=True, help="file (.npy) of vectors of length 1, [n, d]")
    parser.add_argument("--neighbors", required=True, help="SraCl's neighbors of the same vectors (.npy), [n, k]")
    parser.add_argument("--k", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    faiss.omp_set_num_threads(arguments.threads)
    vectors = np.load(arguments.vectors)
    small = faiss.IndexFlatIP(vectors.shape[1])
    small.add(vectors[:2000])
    small.search(vectors[:2000], arguments.k + 1)

    before = resident()
    used = time.process_time()
    start = time.perf_counter()
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    _, found = index.search(vectors, arguments.k + 1)
    seconds = time.perf_counter() - start
    used = time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    ours = np.load(arguments.neighbors)
    theirs = without_self(found, arguments.k)
    different, gap, last = compare(vectors, ours, theirs)
    print(json.dumps({
        "threads": arguments.threads,
        "seconds": seconds,
        "cpu_seconds": used,
        "peak_mb_above_vectors": round(peak - before, 1),
        "rows": len(vectors),
        "different_rows": different,
        "largest_gap": gap,
        "last_cosine_difference": last,
    }))


if __name__ == "__main__":
    main()
