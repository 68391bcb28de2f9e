"""Makes tiny SASRec and BERT4Rec models with random weights, and what they give: python3 make_golden.py (needs torch; made with torch 1.13).

Written from the papers' own TensorFlow code, with its padding, masks and constants, in double precision. Gradients are autograd's.
"""

import collections
import json
import math
import os
import struct

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
ITEMS = 9
WIDTH = 8
INNER = 12
HEADS = 2
BLOCKS = 2
SLOTS = 6


def matrices(shapes, norms):
    weights = collections.OrderedDict()
    for name, shape in shapes:
        weights[name] = 0.4 * torch.randn(*shape, dtype=torch.float64)
    for name in norms:
        weights[name + ".weight"] = 1 + 0.2 * torch.randn(WIDTH, dtype=torch.float64)
        weights[name + ".bias"] = 0.2 * torch.randn(WIDTH, dtype=torch.float64)
    # What is stored is what is computed with.
    return collections.OrderedDict((name, value.float().double().requires_grad_()) for name, value in weights.items())


def dense(w, name, x):
    return x @ w[name + ".weight"].T + w[name + ".bias"]


def norm(w, name, x, epsilon):
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean) ** 2).mean(-1, keepdim=True)
    return w[name + ".weight"] * (x - mean) / torch.sqrt(variance + epsilon) + w[name + ".bias"]


def linear(name, outputs, inputs):
    return [(name + ".weight", (outputs, inputs)), (name + ".bias", (outputs,))]


def split_heads(x):
    return x.reshape(x.shape[0], x.shape[1], HEADS, WIDTH // HEADS).permute(0, 2, 1, 3)


def join_heads(x):
    return x.permute(0, 2, 1, 3).reshape(x.shape[0], x.shape[2], WIDTH)


# SASRec: sequences stand on the right of their slots.


def sasrec_weights():
    shapes = [("item_embedding.weight", (ITEMS + 1, WIDTH)), ("position_embedding.weight", (SLOTS, WIDTH))]
    norms = ["final_norm"]
    for block in range(BLOCKS):
        at = "blocks.%d." % block
        for part in ("query", "key", "value"):
            shapes += linear(at + "attention." + part, WIDTH, WIDTH)
        shapes += linear(at + "inner", INNER, WIDTH) + linear(at + "outer", WIDTH, INNER)
        norms += [at + "attention_norm", at + "feed_forward_norm"]
    return matrices(shapes, norms)


def sasrec_states(w, items):
    table = torch.cat([torch.zeros(1, WIDTH, dtype=torch.float64), w["item_embedding.weight"][1:]])
    mask = (items != 0).double().unsqueeze(-1)
    x = (table[items] * math.sqrt(WIDTH) + w["position_embedding.weight"]) * mask
    hidden = torch.tensor(-(2.0**32) + 1, dtype=torch.float64)
    future = torch.ones(SLOTS, SLOTS).triu(1).bool()
    for block in range(BLOCKS):
        at = "blocks.%d." % block
        queries, keys = norm(w, at + "attention_norm", x, 1e-8), x
        q, k, v = (split_heads(dense(w, at + "attention." + part, y)) for part, y in (("query", queries), ("key", keys), ("value", keys)))
        scores = q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS)
        scores = torch.where((keys.abs().sum(-1) == 0)[:, None, None, :], hidden, scores)
        scores = torch.where(future, hidden, scores)
        weights = torch.softmax(scores, -1) * torch.sign(queries.abs().sum(-1))[:, None, :, None]
        y = norm(w, at + "feed_forward_norm", join_heads(weights @ v) + queries, 1e-8)
        x = (dense(w, at + "outer", torch.relu(dense(w, at + "inner", y))) + y) * mask
    return norm(w, "final_norm", x, 1e-8)


def sasrec():
    torch.manual_seed(1)
    w = sasrec_weights()
    items = torch.tensor([[0, 0, 0, 0, 0, 4], [0, 0, 7, 2, 2, 9], [1, 2, 3, 4, 5, 6], [0, 8, 1, 8, 3, 7]])
    following = torch.tensor([[0, 0, 0, 0, 0, 5], [0, 0, 2, 2, 9, 1], [2, 3, 4, 5, 6, 7], [0, 1, 8, 3, 7, 2]])
    unseen = torch.tensor([[0, 0, 0, 0, 0, 9], [0, 0, 3, 8, 4, 5], [8, 9, 9, 8, 8, 9], [0, 4, 5, 6, 9, 4]])
    states = sasrec_states(w, items)
    scored = w["item_embedding.weight"]
    positive, negative = (states * scored[following]).sum(-1), (states * scored[unseen]).sum(-1)
    real = (following != 0).double()
    losses = -torch.log(torch.sigmoid(positive) + 1e-24) - torch.log(1 - torch.sigmoid(negative) + 1e-24)
    loss = (losses * real).sum() / real.sum()
    loss.backward()
    save("sasrec", w, {"items": items, "following": following, "unseen": unseen, "states": states * real.unsqueeze(-1), "loss": loss.reshape(1)})


# BERT4Rec: sequences stand on the left of their slots.


def bert4rec_weights():
    shapes = [("item_embedding.weight", (ITEMS + 2, WIDTH)), ("position_embedding.weight", (SLOTS, WIDTH)), ("item_bias", (ITEMS,))]
    norms = ["embedding_norm", "head.norm"]
    for block in range(BLOCKS):
        at = "blocks.%d." % block
        for part in ("query", "key", "value", "output"):
            shapes += linear(at + "attention." + part, WIDTH, WIDTH)
        shapes += linear(at + "inner", INNER, WIDTH) + linear(at + "outer", WIDTH, INNER)
        norms += [at + "attention_norm", at + "feed_forward_norm"]
    return matrices(shapes + linear("head.dense", WIDTH, WIDTH), norms)


def gelu(x):
    return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))


def bert4rec_states(w, items):
    x = norm(w, "embedding_norm", w["item_embedding.weight"][items] + w["position_embedding.weight"][: items.shape[1]], 1e-12)
    adder = (1 - (items != 0).double())[:, None, None, :] * -10000
    for block in range(BLOCKS):
        at = "blocks.%d." % block
        q, k, v = (split_heads(dense(w, at + "attention." + part, x)) for part in ("query", "key", "value"))
        weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS) + adder, -1)
        x = norm(w, at + "attention_norm", dense(w, at + "attention.output", join_heads(weights @ v)) + x, 1e-12)
        x = norm(w, at + "feed_forward_norm", dense(w, at + "outer", gelu(dense(w, at + "inner", x))) + x, 1e-12)
    return norm(w, "head.norm", gelu(dense(w, "head.dense", x)), 1e-12)


def bert4rec():
    torch.manual_seed(2)
    w = bert4rec_weights()
    hidden = ITEMS + 1
    items = torch.tensor([[hidden, 0, 0, 0, 0, 0], [7, hidden, 2, 9, 0, 0], [1, 2, hidden, 4, hidden, hidden], [8, 1, 8, 3, hidden, 0]])
    labels = torch.tensor([[4, 0, 0, 0, 0, 0], [0, 2, 0, 0, 0, 0], [0, 0, 3, 0, 5, 6], [0, 0, 0, 0, 7, 0]])
    states = bert4rec_states(w, items)
    scores = states @ w["item_embedding.weight"][1 : ITEMS + 1].T + w["item_bias"]
    chosen = labels != 0
    losses = torch.logsumexp(scores[chosen], -1) - scores[chosen].gather(1, labels[chosen].unsqueeze(1) - 1).squeeze(1)
    loss = losses.mean()
    loss.backward()

    # Recommending: the token behind the newest item, the oldest one left out where the slots are full.
    histories = [[3], [7, 2, 2, 9], [1, 2, 3, 4, 5], [9, 1, 2, 3, 4, 5]]
    asked = [history[-(SLOTS - 1) :] + [hidden] for history in histories]
    represented = torch.stack([bert4rec_states(w, torch.tensor([row]))[0, -1] for row in asked])
    save(
        "bert4rec",
        w,
        {
            "items": items,
            "labels": labels,
            "states": states * (items != 0).double().unsqueeze(-1),
            "loss": loss.reshape(1),
            "histories": torch.tensor([[0] * (SLOTS - len(history)) + history for history in histories]),
            "represented": represented,
        },
    )


def save(name, weights, values):
    tensors = {"weights/" + key: value for key, value in weights.items()}
    tensors.update({"gradients/" + key: value.grad for key, value in weights.items()})
    tensors.update(values)
    header, data = {}, b""
    for key, value in tensors.items():
        value = value.detach()
        value = value.float() if value.is_floating_point() else value
        raw = value.contiguous().numpy().tobytes()
        kind = {torch.float32: "F32", torch.int64: "I64"}[value.dtype]
        header[key] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(HERE, name + ".safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    sasrec()
    bert4rec()
