"""Times training steps of GRU4Rec with full-softmax cross-entropy in PyTorch, formulated as RecBole does, and prints one JSON line.

Ids are padded on the right to 50 slots; the recurrence and the linear layer run over all of them, and the state at the newest item is gathered.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from interactions import batch_rows, pad_right, read_sequences, training_windows
from steps import begin, time_steps

MAX_LENGTH = 50
EMBEDDING = 64
HIDDEN = 128


class Gru4Rec(nn.Module):
    """Parameters carry the names of the C# GruBackbone."""

    def __init__(self, item_count, dropout):
        super().__init__()
        self.item_embedding = nn.Embedding(item_count + 1, EMBEDDING, padding_idx=0)
        self.dropout = nn.Dropout(dropout)
        self.gru = nn.GRU(EMBEDDING, HIDDEN, bias=False, batch_first=True)
        self.dense = nn.Linear(HIDDEN, EMBEDDING)

    def forward(self, items, newest):
        """Encodes right-padded ids [B, L], whose newest items stand in slots [B], into [B, D]."""
        states, _ = self.gru(self.dropout(self.item_embedding(items)))  # [B, L, H]
        projected = self.dense(states)  # [B, L, D]
        return projected.gather(1, newest.view(-1, 1, 1).expand(-1, -1, EMBEDDING)).squeeze(1)

    def scores(self, encoded):
        """Scores of the items 1..N, [B, N]."""
        return torch.matmul(encoded, self.item_embedding.weight[1:].t())


def main():
    arguments = begin(__doc__, dropout=0.3)
    sequences, item_count = read_sequences(arguments.interactions)
    windows = training_windows(sequences)
    histories = pad_right([sequences[user][:end] for user, end in windows], MAX_LENGTH)
    newest = np.array([min(end, MAX_LENGTH) - 1 for _, end in windows], dtype=np.int64)
    targets = np.array([sequences[user][end] for user, end in windows], dtype=np.int64)
    model = Gru4Rec(item_count, arguments.dropout)

    def loss(rows):
        items, slots, target = (torch.from_numpy(values[rows]) for values in (histories, newest, targets))
        return F.cross_entropy(model.scores(model(items, slots)), target - 1)

    time_steps(arguments, model, lambda step: [batch_rows(step, arguments.batch, len(windows))], loss)


if __name__ == "__main__":
    main()
