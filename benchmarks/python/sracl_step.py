"""Times training steps with both SRA-CL losses in PyTorch, formulated as the official code does, and prints one JSON line.

The encoder runs five times a step over all 20 slots: the histories for the cross-entropy, two views, the histories again and all ten
neighbors of each. The loader's work (views, neighbors, padding) is done before the clock starts, because a loader may run beside the
steps; the NT-Xent mask is made once; and GELU is one operation unless --gelu written-out asks for the official code's five. All of this
is in favor of this side.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

import sracl_data
from interactions import MAX_LENGTH, batch_rows, read_sequences, training_samples, training_users
from official_evaluation import resident_megabytes
from transformer import HIDDEN, Transformer, load_weights, written_out_gelu

ALPHA = 0.1
BETA = 0.1
TEMPERATURE = 1.0
GELUS = {"fused": F.gelu, "written-out": written_out_gelu}


class Synthesizer(nn.Module):
    """Attention weights of neighbors from frozen semantic vectors."""

    def __init__(self, vectors, dropout):
        super().__init__()
        size = vectors.shape[1]
        self.vectors = vectors  # [S, E]
        self.projection = nn.Parameter(torch.from_numpy(sracl_data.xavier("projection.weight", (HIDDEN, size))).t().contiguous())  # [E, D]
        self.attention = nn.Parameter(torch.from_numpy(sracl_data.xavier("attention.weight", (1, 2 * HIDDEN))).t().contiguous())  # [2D, 1]
        self.dropout = nn.Dropout(dropout)

    def forward(self, samples, neighbors):
        """Weighs the neighbors [B, K] of samples [B]; returns [B, K]."""
        own = self.vectors[samples].unsqueeze(1).repeat(1, neighbors.shape[1], 1)  # [B, K, E]
        projected = torch.cat((torch.matmul(own, self.projection), torch.matmul(self.vectors[neighbors], self.projection)), dim=-1)  # [B, K, 2D]
        scores = F.leaky_relu(torch.matmul(projected, self.attention).squeeze(-1), 0.2)  # [B, K]
        return self.dropout(F.softmax(scores, dim=1))


class ContrastiveLoss:
    """Symmetric NT-Xent by boolean mask, gather and concatenation."""

    def __init__(self):
        self._masks = {}

    def __call__(self, first, second):
        size = len(first)
        both = torch.cat((first, second))  # [2B, D]
        similarities = torch.matmul(both, both.t()) / TEMPERATURE  # [2B, 2B]
        positive = torch.cat((torch.diag(similarities, size), torch.diag(similarities, -size))).unsqueeze(1)  # [2B, 1]
        negative = similarities[self._mask(size)].view(2 * size, -1)  # [2B, 2B - 2]
        return F.cross_entropy(torch.cat((positive, negative), dim=1), torch.zeros(2 * size, dtype=torch.long))

    def _mask(self, size):
        if size not in self._masks:
            pairs = torch.eye(size, dtype=torch.bool).repeat(2, 2)
            self._masks[size] = ~pairs
        return self._masks[size]


class Batches:
    """The loader: everything a step reads, padded."""

    def __init__(self, path, batch):
        sequences, self.item_count = read_sequences(path)
        self.histories, self.targets = training_samples(sequences)
        self._neighbors = sracl_data.sample_neighbors(training_users(sequences))
        self._item_neighbors = sracl_data.item_neighbors(self.item_count)
        self._batch = batch

    def load(self, step):
        rows = batch_rows(step, self._batch, len(self.targets))
        items = self.histories[rows]
        neighbors = self._neighbors[rows]
        first, second = (sracl_data.views(items, rows, self._item_neighbors, f"intra-sequence view {number}") for number in (1, 2))
        return [torch.from_numpy(part) for part in (rows, items, self.targets[rows], first, second, neighbors, self.histories[neighbors])]


def main():
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(2024)
    batches = Batches(arguments.interactions, arguments.batch)
    model = Transformer(batches.item_count, MAX_LENGTH, arguments.dropout, GELUS[arguments.gelu])
    if arguments.weights:
        load_weights(model, arguments.weights)
    vectors = torch.from_numpy(sracl_data.semantic_vectors(len(batches.targets), arguments.semantic_size))
    synthesizer = Synthesizer(vectors, arguments.dropout)
    contrast = ContrastiveLoss()
    model.train()
    optimizer = torch.optim.Adam([*model.parameters(), *synthesizer.parameters()], lr=0.001)

    def run(samples, items, target, first, second, neighbors, neighbor_items):
        optimizer.zero_grad(set_to_none=True)
        main_loss = F.cross_entropy(model.scores(model(items)), target - 1)
        intra_sequence = contrast(model(first), model(second))
        own = model(items)  # [B, D]
        encoded = model(neighbor_items.view(-1, MAX_LENGTH)).view(*neighbors.shape, HIDDEN)  # [B, K, D]
        synthesized = (synthesizer(samples, neighbors).unsqueeze(-1) * encoded).sum(dim=1)  # [B, D]
        cross_sequence = contrast(own, synthesized)
        loss = main_loss + ALPHA * cross_sequence + BETA * intra_sequence
        losses = [part.item() for part in (main_loss, cross_sequence, intra_sequence)]
        loss.backward()
        optimizer.step()
        return losses

    losses = [run(*batches.load(step)) for step in range(arguments.warmup)]
    milliseconds = []
    processor = []
    for step in range(arguments.warmup, arguments.warmup + arguments.steps):
        batch = batches.load(step)
        used = time.process_time()
        start = time.perf_counter()
        losses.append(run(*batch))
        milliseconds.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - used) * 1000)

    print(json.dumps({
        "formulation": "python",
        "threads": torch.get_num_threads(),
        "median_ms": statistics.median(milliseconds),
        "min_ms": min(milliseconds),
        "cpu_ms": statistics.median(processor),
        "peak_mb": round(resident_megabytes("VmHWM"), 1),
        "ms": [round(value, 3) for value in milliseconds],
        "losses": losses,
    }))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interactions", required=True, help="file of 'user item' lines")
    parser.add_argument("--weights", help="safetensors file to begin with; freshly drawn weights without it")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=3, help="steps before the clock starts")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--dropout", type=float, default=0.5, help="dropout probability, that of neighbors included")
    parser.add_argument("--semantic-size", type=int, default=256, help="length of the semantic vectors")
    parser.add_argument("--gelu", choices=GELUS, default="fused")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
