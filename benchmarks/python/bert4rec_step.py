"""Times training steps of BERT4Rec with the Cloze loss in PyTorch, formulated as RecBole does, and prints one JSON line.

Ids are padded on the right to 50 slots; both blocks and the head run over all of them, and the masked slots' states are scored with all items. The
loader's work (masks, padding) is done before the clock starts.
"""

import torch
from torch import nn
from torch.nn import functional as F

from counter_random import CounterRandom
from interactions import batch_rows, pad_right, read_sequences, training_windows
from steps import begin, time_steps
from transformer import HIDDEN, LAYER_NORM_EPSILON, LAYERS, Block, initialize, padding_mask

MAX_LENGTH = 50
MASK_PROBABILITY = 0.2
LAST_ONLY_PROBABILITY = 0.5


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(HIDDEN, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)

    def forward(self, states):
        return self.norm(F.gelu(self.dense(states)))


class Bert4Rec(nn.Module):
    """Parameters carry the names of the C# TransformerBackbone."""

    def __init__(self, item_count, dropout):
        super().__init__()
        self.item_count = item_count
        self.item_embedding = nn.Embedding(item_count + 2, HIDDEN, padding_idx=0)
        self.item_bias = nn.Parameter(torch.zeros(item_count))
        self.position_embedding = nn.Embedding(MAX_LENGTH, HIDDEN)
        self.embedding_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(LAYERS))
        self.head = Head()
        self.dropout = nn.Dropout(dropout)
        self.apply(initialize)

    def forward(self, items):
        """Encodes right-padded ids [B, L] into the states of all slots, [B, L, D]."""
        positions = torch.arange(items.shape[1])
        states = self.dropout(self.embedding_norm(self.item_embedding(items) + self.position_embedding(positions)))
        mask = padding_mask(items)
        for block in self.blocks:
            states = block(states, mask)
        return self.head(states)

    def scores(self, states):
        """Scores of the items 1..N, [M, N]."""
        return torch.matmul(states, self.item_embedding.weight[1:self.item_count + 1].t()) + self.item_bias


class Batches:
    """The loader: sequences with masked items, and those items, padded."""

    def __init__(self, sequences, item_count, batch):
        self._sequences = sequences
        self._mask_token = item_count + 1
        self._batch = batch
        self._windows = training_windows(sequences)

    def load(self, step):
        inputs, labels = [], []
        for sample in batch_rows(step, self._batch, len(self._windows)):
            user, end = self._windows[sample]
            items = self._sequences[user][max(0, end + 1 - MAX_LENGTH):end + 1]
            masked = draw_mask(len(items), CounterRandom.create(0).derive(int(sample)).derive("cloze"))
            inputs.append([self._mask_token if hidden else item for item, hidden in zip(items, masked)])
            labels.append([item if hidden else 0 for item, hidden in zip(items, masked)])
        return [torch.from_numpy(pad_right(values, MAX_LENGTH)) for values in (inputs, labels)]


def draw_mask(length, random):
    """Draws which items are masked, at least one, by the rules of the C# side's ClozeMask."""
    if random.next_double() < LAST_ONLY_PROBABILITY:
        return [False] * (length - 1) + [True]
    masked = [random.next_double() < MASK_PROBABILITY for _ in range(length)]
    if not any(masked):
        masked[random.next_int(length)] = True
    return masked


def main():
    arguments = begin(__doc__, dropout=0.2)
    sequences, item_count = read_sequences(arguments.interactions)
    batches = Batches(sequences, item_count, arguments.batch)
    model = Bert4Rec(item_count, arguments.dropout)

    def loss(items, labels):
        masked = labels != 0  # [B, L]
        return F.cross_entropy(model.scores(model(items)[masked]), labels[masked] - 1)

    time_steps(arguments, model, batches.load, loss)


if __name__ == "__main__":
    main()
