"""Reads a `user item` file and cuts it as the C# side does: leave-one-out, all prefixes, newest 20 items on the right."""

import numpy as np

MAX_LENGTH = 20

# Samples are visited at a prime stride, so that both sides see the same batches and every batch is spread over the file.
SAMPLE_STRIDE = 1_000_003


def read_sequences(path):
    """Returns (sequences of dense item ids in file order, number of items); ids count items from 1 in order of first appearance."""
    users = {}
    items = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            user, item = line.split()
            users.setdefault(user, []).append(items.setdefault(item, len(items) + 1))
    return list(users.values()), len(items)


def training_samples(sequences):
    """Returns (histories [S, 20], targets [S]) of every prefix of every user's training part."""
    return _pack([(sequences[user][:end], sequences[user][end]) for user, end in _training_windows(sequences)])


def training_users(sequences):
    """Returns the user of every training sample, [S]."""
    return np.array([user for user, _ in _training_windows(sequences)], dtype=np.int64)


def test_cases(sequences):
    """Returns (histories [C, 20], targets [C]): everything but the last item, and the last item."""
    return _pack([(sequence[:-1], sequence[-1]) for sequence in sequences if len(sequence) >= 3])


def batch_rows(step, batch_size, samples):
    """Returns the sample numbers of a step's batch."""
    return np.arange(step * batch_size, (step + 1) * batch_size, dtype=np.int64) * SAMPLE_STRIDE % samples


def _training_windows(sequences):
    return [(user, end) for user, sequence in enumerate(sequences) if len(sequence) >= 3 for end in range(1, len(sequence) - 2)]


def _pack(pairs):
    histories = np.zeros((len(pairs), MAX_LENGTH), dtype=np.int64)
    for row, (history, _) in enumerate(pairs):
        newest = history[-MAX_LENGTH:]
        histories[row, MAX_LENGTH - len(newest):] = newest
    return histories, np.array([target for _, target in pairs], dtype=np.int64)
