"""Reads a `user item` file and cuts it as the C# side does: leave-one-out, all prefixes or windows end to end, newest items on the right."""

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
    pairs = [(sequences[user][:end], sequences[user][end]) for user, end in training_windows(sequences)]
    return pad_left([history for history, _ in pairs], MAX_LENGTH), np.array([target for _, target in pairs], dtype=np.int64)


def training_users(sequences):
    """Returns the user of every training sample, [S]."""
    return np.array([user for user, _ in training_windows(sequences)], dtype=np.int64)


def training_windows(sequences, stride=1):
    """Returns (user, end) of every training sample: items before the end are known, the one at the end is the target. The newest ends come every stride items."""
    return [
        (user, end)
        for user, sequence in enumerate(sequences) if len(sequence) >= 3
        for end in range(1 + (len(sequence) - 4) % stride, len(sequence) - 2, stride)
    ]


def test_cases(sequences):
    """Returns (histories [C, 20], targets [C]): everything but the last item, and the last item."""
    whole = [sequence for sequence in sequences if len(sequence) >= 3]
    return pad_left([sequence[:-1] for sequence in whole], MAX_LENGTH), np.array([sequence[-1] for sequence in whole], dtype=np.int64)


def batch_rows(step, batch_size, samples):
    """Returns the sample numbers of a step's batch."""
    return np.arange(step * batch_size, (step + 1) * batch_size, dtype=np.int64) * SAMPLE_STRIDE % samples


def pad_left(sequences, length):
    """Cuts sequences to their newest items, padding of 0 before the oldest, [S, L]."""
    padded = np.zeros((len(sequences), length), dtype=np.int64)
    for row, sequence in zip(padded, sequences):
        newest = sequence[-length:]
        row[length - len(newest):] = newest
    return padded


def pad_right(sequences, length):
    """Cuts sequences to their newest items, padding of 0 behind the newest, [S, L]."""
    padded = np.zeros((len(sequences), length), dtype=np.int64)
    for row, sequence in zip(padded, sequences):
        newest = sequence[-length:]
        row[:len(newest)] = newest
    return padded
