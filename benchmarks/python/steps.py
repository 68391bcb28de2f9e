"""The loop that the step scripts share: options, weights, Adam, clock, one JSON line."""

import argparse
import json
import statistics
import time

import torch

from transformer import load_weights


def begin(description, dropout):
    """Reads the options and sets threads and seed; dropout is the published configuration's."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--interactions", required=True, help="file of 'user item' lines")
    parser.add_argument("--weights", help="safetensors file to begin with; freshly drawn weights without it")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--warmup", type=int, default=20, help="steps before the clock starts")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--dropout", type=float, default=dropout)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(2024)
    return arguments


def time_steps(arguments, model, load, loss):
    """Trains: load makes the parts of a step's batch, before the clock starts; loss makes the scalar of them."""
    if arguments.weights:
        load_weights(model, arguments.weights)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def run(batch):
        optimizer.zero_grad(set_to_none=True)
        value = loss(*batch)
        value.backward()
        optimizer.step()
        return value.item()

    losses = [run(load(step)) for step in range(arguments.warmup)]
    milliseconds = []
    processor = []
    for step in range(arguments.warmup, arguments.warmup + arguments.steps):
        batch = load(step)
        used = time.process_time()
        start = time.perf_counter()
        losses.append(run(batch))
        milliseconds.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - used) * 1000)

    print(json.dumps({
        "formulation": "python",
        "threads": torch.get_num_threads(),
        "median_ms": statistics.median(milliseconds),
        "min_ms": min(milliseconds),
        "cpu_ms": statistics.median(processor),
        "ms": [round(value, 3) for value in milliseconds],
        "losses": losses,
    }))
