"""Ranks every test case against all items the way recommenders' published code does, and prints one JSON line.

A batch of 1,024 users is encoded over all 20 slots, its whole score matrix goes to NumPy, argpartition finds the best 20.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np
import torch

from interactions import MAX_LENGTH, read_sequences, test_cases
from transformer import Transformer, load_weights

TOP = 20
CUTOFFS = (5, 10, 20)
BATCH = 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interactions", required=True, help="file of 'user item' lines")
    parser.add_argument("--weights", required=True, help="safetensors file of the trained model")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    sequences, item_count = read_sequences(arguments.interactions)
    histories, targets = test_cases(sequences)
    model = Transformer(item_count, MAX_LENGTH)
    load_weights(model, arguments.weights)
    model.eval()

    loaded = resident_megabytes("VmRSS")
    seconds = []
    processor = []
    for _ in range(arguments.repeats):
        used = time.process_time()
        start = time.perf_counter()
        best = evaluate(model, histories)
        metrics = metrics_of(best, targets)
        seconds.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)

    print(json.dumps({
        "formulation": "python",
        "threads": torch.get_num_threads(),
        "cases": len(targets),
        "median_s": statistics.median(seconds),
        "min_s": min(seconds),
        "cpu_s": statistics.median(processor),
        "s": [round(value, 3) for value in seconds],
        "peak_mb_above_model": round(resident_megabytes("VmHWM") - loaded, 1),
        "metrics": metrics,
    }))


@torch.no_grad()
def evaluate(model, histories):
    """Returns the ids of each case's best 20 items, best first, [C, 20]."""
    lists = []
    for start in range(0, len(histories), BATCH):
        scores = model.scores(model(torch.from_numpy(histories[start:start + BATCH]))).cpu().numpy()
        candidates = np.argpartition(scores, -TOP)[:, -TOP:]
        order = np.argsort(np.take_along_axis(scores, candidates, axis=1))[:, ::-1]
        lists.append(np.take_along_axis(candidates, order, axis=1) + 1)
    return np.concatenate(lists)


def metrics_of(best, targets):
    hits = best == targets[:, None]
    ranks = np.where(hits.any(axis=1), hits.argmax(axis=1) + 1, TOP + 1)
    metrics = {}
    for cutoff in CUTOFFS:
        inside = ranks <= cutoff
        metrics[f"HR@{cutoff}"] = float(inside.mean())
        metrics[f"NDCG@{cutoff}"] = float((inside / np.log2(ranks + 1)).mean())
        metrics[f"MRR@{cutoff}"] = float((inside / ranks).mean())
    return metrics


def resident_megabytes(field):
    """Reads VmRSS (now) or VmHWM (highest so far) from Linux; NaN elsewhere."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":"))


if __name__ == "__main__":
    main()
