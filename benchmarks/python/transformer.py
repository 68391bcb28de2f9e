"""The SRA-CL paper's Transformer in plain PyTorch, as one writes it without looking at lengths: every slot of every layer is computed.

Parameters carry the names of the C# TransformerBackbone, so one weights file serves both.
"""

import json
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HIDDEN = 64
INNER = 256
HEADS = 2
LAYERS = 2
LAYER_NORM_EPSILON = 1e-12
MASKED = -10000.0


class Attention(nn.Module):
    def __init__(self, dropout, hidden=HIDDEN, heads=HEADS, has_output=True):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(hidden, hidden)
        self.key = nn.Linear(hidden, hidden)
        self.value = nn.Linear(hidden, hidden)
        self.output = nn.Linear(hidden, hidden) if has_output else nn.Identity()
        self.dropout = nn.Dropout(dropout)

    def forward(self, queries, states, mask):
        """Attends from queries [B, L, D] to states [B, L, D]."""
        batch, length, hidden = states.shape
        query, key, value = (
            projection(values).view(batch, length, self.heads, hidden // self.heads).permute(0, 2, 1, 3)
            for projection, values in ((self.query, queries), (self.key, states), (self.value, states))
        )  # [B, H, L, D/H] each
        scores = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(hidden // self.heads) + mask  # [B, H, L, L]
        weights = self.dropout(F.softmax(scores, dim=-1))
        context = torch.matmul(weights, value).permute(0, 2, 1, 3).contiguous().view(batch, length, hidden)
        return self.output(context)


class Block(nn.Module):
    """Attention, then feed-forward part, each with dropout, residual and layer normalization in this order."""

    def __init__(self, dropout, gelu=F.gelu):
        super().__init__()
        self.attention = Attention(dropout)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.feed_forward_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.dropout = nn.Dropout(dropout)
        self.gelu = gelu

    def forward(self, states, mask):
        middle = self.attention_norm(states + self.dropout(self.attention(states, states, mask)))
        return self.feed_forward_norm(middle + self.dropout(self.outer(self.gelu(self.inner(middle)))))


class Transformer(nn.Module):
    def __init__(self, item_count, max_length, dropout=0.5, gelu=F.gelu):
        super().__init__()
        self.item_embedding = nn.Embedding(item_count + 1, HIDDEN, padding_idx=0)
        self.position_embedding = nn.Embedding(max_length, HIDDEN)
        self.embedding_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.blocks = nn.ModuleList(Block(dropout, gelu) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.apply(initialize)

    def forward(self, items):
        """Encodes left-padded ids [B, L] into the last slot's state [B, D]."""
        length = items.shape[1]
        positions = torch.arange(length, device=items.device)
        states = self.dropout(self.embedding_norm(self.item_embedding(items) + self.position_embedding(positions)))
        mask = causal_mask(items)
        for block in self.blocks:
            states = block(states, mask)
        return states[:, -1]

    def scores(self, encoded):
        """Scores of the items 1..N, [B, N]."""
        return torch.matmul(encoded, self.item_embedding.weight[1:].t())


def causal_mask(items):
    """What is added to scores: of padding and of newer items a large negative number, [B, 1, L, L]."""
    length = items.shape[1]
    visible = (items != 0)[:, None, None, :] & torch.ones(length, length, dtype=torch.bool).tril()
    return torch.where(visible, 0.0, MASKED)


def padding_mask(items):
    """What is added to scores: of padding a large negative number, [B, 1, 1, L]."""
    return torch.where((items != 0)[:, None, None, :], 0.0, MASKED)


def written_out_gelu(values):
    """GELU in five operations, as RecBole's layers and the official SRA-CL code with them compute it; F.gelu gives the same in one."""
    return values * 0.5 * (1.0 + torch.erf(values / math.sqrt(2.0)))


def initialize(module):
    if isinstance(module, (nn.Linear, nn.Embedding)):
        nn.init.normal_(module.weight, 0.0, 0.02)
    if isinstance(module, nn.Linear):
        nn.init.zeros_(module.bias)


def load_weights(model, path):
    """Loads a safetensors file (an 8-byte header length, a JSON header, raw tensors) of single-precision tensors."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    state = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] != "F32":
            raise ValueError(f"{path}: tensor '{name}' is {entry['dtype']}; expected F32.")
        start, end = entry["data_offsets"]
        state[name] = torch.from_numpy(np.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"]).copy())
    model.load_state_dict(state)
