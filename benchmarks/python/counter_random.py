"""The C# side's CounterRandom, so that both sides draw the same numbers: SplitMix64, whose n-th number is a mix of key + n * GOLDEN_RATIO."""

import numpy as np

GOLDEN_RATIO = 0x9E3779B97F4A7C15
BITS = (1 << 64) - 1


class CounterRandom:
    def __init__(self, key):
        self._key = key
        self._counter = 0

    @staticmethod
    def create(seed):
        return CounterRandom(_mix((seed + GOLDEN_RATIO) & BITS))

    def derive(self, part):
        """Makes the stream of a part of the work, named by a number or a string."""
        if isinstance(part, str):
            name, part = part, 14695981039346656037
            for character in name:
                part = (part ^ ord(character)) * 1099511628211 & BITS
        return CounterRandom(_mix(self._key ^ _mix((part + GOLDEN_RATIO) & BITS)))

    def next_double(self):
        """Draws from [0, 1)."""
        return (self._next() >> 11) * 2.0**-53

    def next_int(self, exclusive_max):
        """Draws from 0..exclusive_max - 1."""
        return self._next() * exclusive_max >> 64

    def doubles(self, count):
        """Draws the next numbers from [0, 1) at once, [count]."""
        numbers = np.arange(self._counter + 1, self._counter + count + 1, dtype=np.uint64)
        self._counter += count
        numbers *= np.uint64(GOLDEN_RATIO)
        numbers += np.uint64(self._key)
        return (_mix(numbers) >> np.uint64(11)) * 2.0**-53

    def _next(self):
        self._counter += 1
        return _mix((self._key + self._counter * GOLDEN_RATIO) & BITS)


def _mix(value):
    number = np.uint64 if isinstance(value, np.ndarray) else int
    value = (value ^ value >> number(30)) * number(0xBF58476D1CE4E5B9) & number(BITS)
    value = (value ^ value >> number(27)) * number(0x94D049BB133111EB) & number(BITS)
    return value ^ value >> number(31)
