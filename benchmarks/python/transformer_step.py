"""Times training steps of the Transformer with full-softmax cross-entropy in PyTorch and prints one JSON line."""

import torch
from torch.nn import functional as F

from interactions import MAX_LENGTH, batch_rows, read_sequences, training_samples
from steps import begin, time_steps
from transformer import Transformer


def main():
    arguments = begin(__doc__, dropout=0.5)
    sequences, item_count = read_sequences(arguments.interactions)
    histories, targets = training_samples(sequences)
    model = Transformer(item_count, MAX_LENGTH, arguments.dropout)

    def loss(rows):
        items = torch.from_numpy(histories[rows])
        target = torch.from_numpy(targets[rows])
        return F.cross_entropy(model.scores(model(items)), target - 1)

    time_steps(arguments, model, lambda step: [batch_rows(step, arguments.batch, len(targets))], loss)


if __name__ == "__main__":
    main()
