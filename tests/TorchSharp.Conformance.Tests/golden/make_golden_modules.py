"""Golden values of layers, initialisations, optimizers and the state file, made by PyTorch.

    /usr/bin/python3 make_golden_modules.py

writes modules.safetensors and linear.torchsharp beside this script (PyTorch 1.13, one thread).
Keys of modules.safetensors:
    init/LAYER/NAME                      weights after manual_seed(1234) and the constructors in the order of INIT_LAYERS
    CASE/param/NAME, CASE/in/I, CASE/out/I, CASE/cotangent/I   a forward pass and the vector of the backward pass
    CASE/grad/NAME, CASE/ingrad/I        gradients by parameter and by floating-point input
    optim/CASE/..., clip/CASE/..., training/...                see the functions below
"""
import json
import pathlib
import struct

import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
DTYPES = {torch.float32: "F32", torch.int64: "I64"}
golden = {}


def put(key, tensor):
    golden[key] = tensor.detach().clone().contiguous()


def init_layers():
    torch.manual_seed(1234)
    layers = {
        "linear": nn.Linear(5, 3),
        "embedding": nn.Embedding(7, 4, padding_idx=2),
        "gru": nn.GRU(4, 6, num_layers=2, bidirectional=True),
        "linear_nobias": nn.Linear(40, 30, bias=False),
        "large_embedding": nn.Embedding(33, 17),
    }
    for layer, module in layers.items():
        for name, parameter in module.named_parameters():
            put(f"init/{layer}/{name}", parameter)

    functions = {
        "normal": lambda t: nn.init.normal_(t, 0.5, 0.02),
        "uniform": lambda t: nn.init.uniform_(t, -0.3, 0.7),
        "constant": lambda t: nn.init.constant_(t, 1.25),
        "xavier_uniform": lambda t: nn.init.xavier_uniform_(t, gain=1.5),
        "kaiming_uniform": lambda t: nn.init.kaiming_uniform_(t, a=0.2),
        "kaiming_uniform_out_relu": lambda t: nn.init.kaiming_uniform_(t, mode="fan_out", nonlinearity="relu"),
        "kaiming_normal": lambda t: nn.init.kaiming_normal_(t, nonlinearity="tanh"),
    }
    for name, function in functions.items():
        torch.manual_seed(99)
        put(f"initfn/{name}", function(torch.empty(6, 9)))


def case(name, module, *inputs):
    module.zero_grad()
    leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    for i, x in enumerate(inputs):
        put(f"{name}/in/{i}", x)
    for key, parameter in module.named_parameters():
        put(f"{name}/param/{key}", parameter)
    outputs = module(*leaves)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    cotangents = [torch.randn_like(y) for y in outputs]
    torch.autograd.backward(outputs, cotangents)
    for i, (y, v) in enumerate(zip(outputs, cotangents)):
        put(f"{name}/out/{i}", y)
        put(f"{name}/cotangent/{i}", v)
    for key, parameter in module.named_parameters():
        put(f"{name}/grad/{key}", parameter.grad)
    for i, x in enumerate(leaves):
        if x.is_floating_point():
            put(f"{name}/ingrad/{i}", x.grad)


def layers():
    torch.manual_seed(7)
    ids = torch.tensor([[1, 2, 0, 6], [2, 5, 5, 0]])
    case("linear", nn.Linear(5, 3), torch.randn(2, 4, 5))
    case("linear_nobias", nn.Linear(5, 3, bias=False), torch.randn(4, 5))
    case("embedding", nn.Embedding(7, 4), ids)
    padded = nn.Embedding(7, 4, padding_idx=0)
    nn.init.normal_(padded.weight)  # the padding row is not zero any more, its gradient still is
    case("embedding_padded", padded, ids)
    case("embedding_scaled", nn.Embedding(7, 4, scale_grad_by_freq=True), ids)
    case("embedding_max_norm", nn.Embedding(7, 4, max_norm=1.0), ids)
    norm = nn.LayerNorm(6)
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    case("layer_norm", norm, torch.randn(3, 2, 6))
    case("layer_norm_2d", nn.LayerNorm([2, 6], eps=1e-2), torch.randn(3, 2, 6))
    case("layer_norm_plain", nn.LayerNorm(6, elementwise_affine=False), torch.randn(3, 6))
    case("gru", nn.GRU(4, 6), torch.randn(5, 3, 4))
    case("gru_batch_first", nn.GRU(4, 6, num_layers=2, batch_first=True), torch.randn(3, 5, 4))
    case("gru_state", nn.GRU(4, 6, num_layers=2, bidirectional=True), torch.randn(5, 3, 4), torch.randn(4, 3, 6))
    case("gru_nobias", nn.GRU(4, 6, bias=False), torch.randn(5, 3, 4))
    case("gelu", nn.GELU(), torch.randn(3, 8) * 2)
    case("relu", nn.ReLU(), torch.randn(3, 8))
    case("leaky_relu", nn.LeakyReLU(0.2), torch.randn(3, 8))
    case("tanh", nn.Tanh(), torch.randn(3, 8))
    case("identity", nn.Identity(), torch.randn(3, 8))
    case("sequential", nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Identity(), nn.Linear(6, 2)), torch.randn(3, 4))


def optimizers():
    """optim/start/I, optim/gradient/STEP/I; optim/CASE/STEP/I = parameter I after the step. lr 0.1, halved before step 3."""
    torch.manual_seed(11)
    start = [torch.randn(4, 3), torch.randn(5)]
    gradients = [[torch.randn_like(p) for p in start] for _ in range(5)]
    for i, p in enumerate(start):
        put(f"optim/start/{i}", p)
    for step, row in enumerate(gradients):
        for i, g in enumerate(row):
            put(f"optim/gradient/{step}/{i}", g)

    makers = {
        "adam": lambda ps: torch.optim.Adam(ps, lr=0.1),
        "adam_decay": lambda ps: torch.optim.Adam(ps, lr=0.1, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.3),
        "adam_amsgrad": lambda ps: torch.optim.Adam(ps, lr=0.1, amsgrad=True),
        "adam_maximize": lambda ps: torch.optim.Adam(ps, lr=0.1, weight_decay=0.1, maximize=True),
        "adamw": lambda ps: torch.optim.AdamW(ps, lr=0.1, weight_decay=0.0),
        "adamw_decay": lambda ps: torch.optim.AdamW(ps, lr=0.1, weight_decay=0.3),
        "adamw_amsgrad": lambda ps: torch.optim.AdamW(ps, lr=0.1, weight_decay=0.01, amsgrad=True),
        "adam_groups": lambda ps: torch.optim.Adam(
            [{"params": [ps[0]], "weight_decay": 0.2}, {"params": [ps[1]], "lr": 0.01}], lr=0.1),
    }
    for name, maker in makers.items():
        parameters = [nn.Parameter(p.clone()) for p in start]
        optimizer = maker(parameters)
        for step, row in enumerate(gradients):
            if step == 3:
                for group in optimizer.param_groups:
                    group["lr"] *= 0.5
            for p, g in zip(parameters, row):
                p.grad = g.clone()
            optimizer.step()
            for i, p in enumerate(parameters):
                put(f"optim/{name}/{step}/{i}", p)


def clipping():
    """clip/in/I; clip/CASE/total and clip/CASE/I."""
    torch.manual_seed(13)
    gradients = [torch.randn(4, 3), torch.randn(5)]
    for i, g in enumerate(gradients):
        put(f"clip/in/{i}", g)
    for name, (limit, kind) in {"two": (0.5, 2.0), "loose": (1e3, 2.0), "one": (0.5, 1.0), "inf": (0.5, float("inf"))}.items():
        parameters = [nn.Parameter(torch.zeros_like(g)) for g in gradients]
        for p, g in zip(parameters, gradients):
            p.grad = g.clone()
        put(f"clip/{name}/total", nn.utils.clip_grad_norm_(parameters, limit, kind))
        for i, p in enumerate(parameters):
            put(f"clip/{name}/{i}", p.grad)


def training(probability):
    """The losses of 12 Adam steps, everything drawn from manual_seed(5): weights, then a dropout mask a step."""
    torch.manual_seed(5)
    embedding, gru, norm = nn.Embedding(20, 8, padding_idx=0), nn.GRU(8, 8, batch_first=True), nn.LayerNorm(8)
    dropout, head = nn.Dropout(probability), nn.Linear(8, 20)
    modules = nn.ModuleList([embedding, gru, norm, head])
    ids = torch.tensor([[0, 3, 7, 11], [5, 2, 19, 4], [0, 0, 1, 6]])
    targets = torch.tensor([12, 9, 3])
    optimizer = torch.optim.Adam(modules.parameters(), lr=0.01, weight_decay=1e-4)
    losses = []
    for _ in range(12):
        hidden, _ = gru(dropout(embedding(ids)))
        loss = nn.functional.cross_entropy(head(dropout(norm(hidden[:, -1]))), targets)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(modules.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.detach())
    put(f"training/losses/{probability}", torch.stack(losses))


def dropout_mask():
    """What dropout makes of ones after manual_seed(5): another build of libtorch may draw another mask."""
    torch.manual_seed(5)
    put("training/mask", nn.functional.dropout(torch.ones(64), 0.5))


def save_golden(path):
    header, blobs, offset = {}, [], 0
    for key, tensor in golden.items():
        blob = tensor.numpy().tobytes()
        header[key] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def leb128(value):
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def save_torchsharp(path, state):
    """TorchSharp's state file, written from its description and not by TorchSharp."""
    codes = {torch.float32: 6, torch.int64: 4}
    with path.open("wb") as file:
        file.write(leb128(len(state)))
        for key, tensor in state.items():
            name = key.encode()
            file.write(leb128(len(name)) + name + leb128(codes[tensor.dtype]) + leb128(tensor.dim()))
            file.write(b"".join(leb128(n) for n in tensor.shape) + tensor.numpy().tobytes())


def main():
    torch.set_num_threads(1)
    init_layers()
    layers()
    optimizers()
    clipping()
    training(0)
    training(0.5)
    dropout_mask()
    save_golden(HERE / "modules.safetensors")
    weight = torch.arange(3 * 200, dtype=torch.float32).reshape(3, 200) / 7  # 200 takes two LEB128 bytes
    save_torchsharp(HERE / "linear.torchsharp", {"weight": weight, "bias": torch.tensor([1.5, -2.0, 0.25])})


main()
