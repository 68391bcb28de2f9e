"""Neighbors, semantic vectors, views and first weights of the SRA-CL step, by the rules of the C# side's SyntheticNeighbors."""

import numpy as np

from counter_random import CounterRandom

NEIGHBORS = 10
REPLACED = 0.2

# A prime that leads from a sample or item to its neighbors.
STRIDE = 15_485_863

# Numbers drawn at a time for large arrays.
BLOCK = 1 << 22


def sample_neighbors(users):
    """Gives every sample ten samples of other users, [S, 10]; users holds the user of every sample."""
    samples = np.arange(len(users), dtype=np.int64)
    columns = []
    for place in range(1, NEIGHBORS + 1):
        neighbors = (samples + place * STRIDE) % len(users)
        while (same := users[neighbors] == users).any():
            neighbors[same] = (neighbors[same] + 1) % len(users)
        columns.append(neighbors)
    return np.stack(columns, axis=1)


def item_neighbors(item_count):
    """Gives every item ten other items, [N + 1, 10]; row 0 is padding and not read."""
    items = np.arange(-1, item_count, dtype=np.int64)
    return np.stack([1 + (items + place * STRIDE) % item_count for place in range(1, NEIGHBORS + 1)], axis=1)


def semantic_vectors(samples, size):
    """The frozen vectors of all samples, [S, size]."""
    return uniform("semantic vectors", (samples, size), (3.0 / size) ** 0.5)


def xavier(name, shape):
    """First weights of the synthesizer, in the C# side's layout."""
    return uniform(name, shape, 1.414 * (6.0 / sum(shape)) ** 0.5)


def views(histories, rows, neighbors, name):
    """Replaces each item with probability 0.2 by one of its neighbors: a view of histories [B, 20], whose samples are numbered rows [B]."""
    changed = histories.copy()
    for view, row in zip(changed, rows):
        random = CounterRandom.create(0).derive(int(row)).derive(name)
        for slot in np.flatnonzero(view):
            if random.next_double() < REPLACED:
                view[slot] = neighbors[view[slot], random.next_int(NEIGHBORS)]
    return changed


def uniform(stream, shape, bound):
    random = CounterRandom.create(0).derive(stream)
    values = np.empty(shape, dtype=np.float32)
    flat = values.reshape(-1)
    for start in range(0, flat.size, BLOCK):
        part = flat[start:start + BLOCK]
        part[:] = (2 * random.doubles(part.size) - 1) * bound
    return values
