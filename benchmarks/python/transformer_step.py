"""Times training steps of the Transformer with full-softmax cross-entropy in PyTorch and prints one JSON line."""

import argparse
import json
import statistics
import time

import torch
from torch.nn import functional as F

from interactions import MAX_LENGTH, batch_rows, read_sequences, training_samples
from transformer import Transformer, load_weights


def main():
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(2024)
    sequences, item_count = read_sequences(arguments.interactions)
    histories, targets = training_samples(sequences)
    model = Transformer(item_count, MAX_LENGTH, arguments.dropout)
    if arguments.weights:
        load_weights(model, arguments.weights)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def run(step):
        rows = batch_rows(step, arguments.batch, len(targets))
        items = torch.from_numpy(histories[rows])
        target = torch.from_numpy(targets[rows])
        optimizer.zero_grad()
        loss = F.cross_entropy(model.scores(model(items)), target - 1)
        loss.backward()
        optimizer.step()
        return loss.item()

    losses = [run(step) for step in range(arguments.warmup)]
    milliseconds = []
    processor = []
    for step in range(arguments.warmup, arguments.warmup + arguments.steps):
        used = time.process_time()
        start = time.perf_counter()
        losses.append(run(step))
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


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interactions", required=True, help="file of 'user item' lines")
    parser.add_argument("--weights", help="safetensors file to begin with; freshly drawn weights without it")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--warmup", type=int, default=20, help="steps before the clock starts")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--dropout", type=float, default=0.5)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
