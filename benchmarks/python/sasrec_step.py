"""Times training steps of SASRec in PyTorch, with the authors' network and loss, and prints one JSON line.

Windows of 50 items end to end; at every slot the next item against one that the user never had, padding multiplied away in the end. The
loader's work (negatives, padding) is done before the clock starts.
"""

import math
from bisect import bisect_right

import torch
from torch import nn
from torch.nn import functional as F

from counter_random import CounterRandom
from interactions import batch_rows, pad_left, read_sequences, training_windows
from steps import begin, time_steps
from transformer import Attention, causal_mask

MAX_LENGTH = 50
HIDDEN = 50
HEADS = 1
LAYERS = 2
LAYER_NORM_EPSILON = 1e-8


class SasRecBlock(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.attention = Attention(dropout, HIDDEN, HEADS, has_output=False)
        self.feed_forward_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.inner = nn.Linear(HIDDEN, HIDDEN)
        self.outer = nn.Linear(HIDDEN, HIDDEN)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states, mask, wanted):
        queries = self.attention_norm(states)
        middle = self.feed_forward_norm(queries + self.attention(queries, states, mask))
        return (middle + self.dropout(self.outer(self.dropout(F.relu(self.inner(middle)))))) * wanted


class SasRec(nn.Module):
    """Parameters carry the names of the C# TransformerBackbone."""

    def __init__(self, item_count, dropout):
        super().__init__()
        self.item_embedding = nn.Embedding(item_count + 1, HIDDEN, padding_idx=0)
        self.position_embedding = nn.Embedding(MAX_LENGTH, HIDDEN)
        self.blocks = nn.ModuleList(SasRecBlock(dropout) for _ in range(LAYERS))
        self.final_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, items):
        """Encodes left-padded ids [B, L] into the states of all slots, [B, L, D]."""
        positions = torch.arange(items.shape[1])
        states = self.dropout(self.item_embedding(items) * math.sqrt(HIDDEN) + self.position_embedding(positions))
        mask = causal_mask(items)
        wanted = (items != 0).unsqueeze(-1).to(states.dtype)
        for block in self.blocks:
            states = block(states, mask, wanted)
        return self.final_norm(states)


class Batches:
    """The loader: sequences, next items and negatives, padded."""

    def __init__(self, sequences, item_count, batch):
        self._sequences = sequences
        self._item_count = item_count
        self._batch = batch
        self._windows = training_windows(sequences, stride=MAX_LENGTH)
        self._seen = [sorted(set(sequence[:-2])) for sequence in sequences]

    def load(self, step):
        histories, positives, negatives = [], [], []
        for sample in batch_rows(step, self._batch, len(self._windows)):
            user, end = self._windows[sample]
            start = max(0, end - MAX_LENGTH)
            histories.append(self._sequences[user][start:end])
            positives.append(self._sequences[user][start + 1:end + 1])
            random = CounterRandom.create(0).derive(int(sample)).derive("unseen items")
            negatives.append([self._draw(user, target, random) for target in positives[-1]])
        return [torch.from_numpy(pad_left(items, MAX_LENGTH)) for items in (histories, positives, negatives)]

    def _draw(self, user, target, random):
        """Draws an item that the user never had, by the rules of the C# side's UnseenItems."""
        seen = self._seen[user]
        if len(seen) == self._item_count:
            other = 1 + random.next_int(self._item_count - 1)
            return other if other < target else other + 1
        rank = random.next_int(self._item_count - len(seen))
        # Below seen[i] there are seen[i] - 1 - i items that the user never had.
        return 1 + rank + bisect_right(range(len(seen)), rank, key=lambda place: seen[place] - 1 - place)


def main():
    arguments = begin(__doc__, dropout=0.5)
    sequences, item_count = read_sequences(arguments.interactions)
    batches = Batches(sequences, item_count, arguments.batch)
    model = SasRec(item_count, arguments.dropout)

    def loss(items, positives, negatives):
        states = model(items)  # [B, L, D]
        wanted = (items != 0).to(states.dtype)
        positive = (states * model.item_embedding(positives)).sum(dim=-1)  # [B, L]
        negative = (states * model.item_embedding(negatives)).sum(dim=-1)  # [B, L]
        return ((F.softplus(-positive) + F.softplus(negative)) * wanted).sum() / wanted.sum()

    time_steps(arguments, model, batches.load, loss)


if __name__ == "__main__":
    main()
