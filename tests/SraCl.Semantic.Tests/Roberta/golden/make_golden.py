"""Makes a tiny RoBERTa with random weights, and what it gives: python3 make_golden.py (needs torch; made with torch 1.13).

Everything here is the obvious way: the pattern of words runs in Python's own `re` on a stand-in text, merges are applied by scanning the
whole word again and again, and the network runs text by text, without padding, in double precision.
"""

import collections
import json
import math
import os
import re
import struct
import unicodedata

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, "model")
MERGES = 140
MAX_POSITIONS = 66
PAD = 1

TRAINING = [
    "The heavy-duty stapler holds 20 sheets, and it's the best stapler we've had in the office.",
    "These pens don't smear; they're smooth, they'll last, and I'd buy them again. I'm happy!",
    "Papier à lettres, crème brûlée, façade: les élèves étaient là, où l'été était très chaud.",
    "東京の文房具は最高です。東京タワー、東京の紙。",
    "Größe, Stärke, Straße; naïve coöperation \u2014 “quoted” text… and 100% cotton, 3½ inches.",
    "Stapler stapler staples the sheets of paper in the office, the paper of the office.",
    "emoji 😀😀 😀 and 👩‍👩‍👧 families, 👩‍💻 too\n\n\tindented\tlines\n",
]

TOKENIZER_CASES = [
    "",
    " ",
    "   ",
    "\n",
    "a",
    " a",
    "a ",
    "  a  b   c    ",
    "The stapler holds 20 sheets.",
    "the office",
    " the office",
    "it's we've I'd I'm they'll don't you're",
    "IT'S WE'VE 'tis 'Sam' ''s '' ' 's",
    "dogs' toys and it''s",
    "!'s ?'ll x'y",
    "crème brûlée façade à là où",
    "cre\u0300me bru\u0302le\u0301e a\u0300\u0301\u0302",
    "東京の文房具は最高です。",
    "日本語とEnglish混在123テスト",
    "한국어 텍스트 العربية नमस्ते ไทย",
    "😀",
    "😀😀 😀",
    "👩‍👩‍👧 👩‍💻 ❤️ 🇩🇪 👍🏽",
    "a\u00a0b \u00a0 c\u00a0",
    "a\tb\t\tc\n\nd\r\ne",
    "\t\n text \n\t",
    "\u2003em\u2009thin\u3000ideographic\u2028line\u0085next",
    "\u200bzero\u200dwidth\ufeffbom",
    "\x1c\x1d\x1e\x1f \x00\x07\x7f",
    "1234567890 12.5% $3.99 ½ ² Ⅷ ٣ 五",
    "3½ inches, 20pcs, A4, x2y3",
    "𝐁𝐨𝐥𝐝 𝟙𝟚 𐍈 𠜎",
    "\U0001d7d8\U0001d7d9 a\U0001d400b 1\U0001d7da2",
    "<s> </s> <pad> <mask> <unk>",
    "...!!!??? --- *** ((())) {\"summary\": \"x\"}",
    "staplerstaplerstapler officeofficeoffice",
    "tabs\there and  two spaces   three",
    "ǅ ʰ ª º ﬁ Ω ß İ ı",
    "Heavy-Duty STAPLER staplers’ “quoted” — dash–dash…",
    "a" * 70,
    "ththththeheheheththe" * 3,
]

TEXTS = [
    "The heavy-duty stapler holds 20 sheets.",
    "pens",
    "Papier à lettres, crème brûlée.",
    "東京の文房具 😀",
    "These pens don't smear; they're smooth, they'll last, and I'd buy them again. I'm happy! The best stapler in the office, and the paper of the office too.",
    "x",
    " leading and trailing \n",
    "the office the paper the sheets",
]


def byte_alphabet():
    kept = list(range(ord("!"), ord("~") + 1)) + list(range(0xA1, 0xAC + 1)) + list(range(0xAE, 0xFF + 1))
    table = {byte: chr(byte) for byte in kept}
    for byte in range(256):
        if byte not in table:
            table[byte] = chr(256 + len(table) - len(kept))
    return table


ALPHABET = byte_alphabet()

# Unicode's White_Space; str.isspace() also has U+001C to U+001F.
WHITE_SPACE = set("\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}


def stand_in(character):
    """One character of the same class that Python's re knows: letters stay only where the pattern names them."""
    if character in "strevmld' ":
        return character
    if character in WHITE_SPACE:
        return "\n"
    category = unicodedata.category(character)[0]
    return "a" if category == "L" else "0" if category == "N" else "!"


PATTERN = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[a-z]+| ?0+| ?[!']+|\s+(?!\S)|\s+")


def words(text):
    shadow = "".join(map(stand_in, text))
    found = [text[match.start() : match.end()] for match in PATTERN.finditer(shadow)]
    assert "".join(found) == text
    return ["".join(ALPHABET[byte] for byte in word.encode("utf-8")) for word in found]


def merge(parts, pair):
    result, i = [], 0
    while i < len(parts):
        if i + 1 < len(parts) and (parts[i], parts[i + 1]) == pair:
            result.append(parts[i] + parts[i + 1])
            i += 2
        else:
            result.append(parts[i])
            i += 1
    return result


def train_merges():
    counts = collections.Counter(word for text in TRAINING for word in words(text))
    table = {word: list(word) for word in counts}
    merges, made = [], set()
    while len(merges) < MERGES:
        pairs = collections.Counter()
        for word, count in counts.items():
            for pair in zip(table[word], table[word][1:]):
                pairs[pair] += count
        best = max((pair for pair in pairs if "".join(pair) not in made), key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        made.add("".join(best))
        table = {word: merge(parts, best) for word, parts in table.items()}
    return merges


def encode(text, vocab, ranks, limit):
    ids = []
    for word in words(text):
        parts = list(word)
        while True:
            known = [pair for pair in zip(parts, parts[1:]) if pair in ranks]
            if not known:
                break
            parts = merge(parts, min(known, key=ranks.get))
        ids += [vocab[part] for part in parts]
    return [vocab["<s>"]] + ids[: limit - 2] + [vocab["</s>"]]


def make_weights(vocab_size, hidden, inner, layers):
    torch.manual_seed(20)
    weights = collections.OrderedDict()

    def matrix(name, *shape):
        weights[name] = torch.randn(*shape) * 0.2

    def norm(name):
        weights[name + ".weight"] = 1 + 0.1 * torch.randn(hidden)
        weights[name + ".bias"] = 0.1 * torch.randn(hidden)

    def dense(name, outputs, inputs):
        matrix(name + ".weight", outputs, inputs)
        weights[name + ".bias"] = 0.1 * torch.randn(outputs)

    matrix("embeddings.word_embeddings.weight", vocab_size, hidden)
    matrix("embeddings.position_embeddings.weight", MAX_POSITIONS, hidden)
    matrix("embeddings.token_type_embeddings.weight", 1, hidden)
    norm("embeddings.LayerNorm")
    for layer in range(layers):
        at = "encoder.layer.%d." % layer
        for part in ("query", "key", "value"):
            dense(at + "attention.self." + part, hidden, hidden)
        dense(at + "attention.output.dense", hidden, hidden)
        norm(at + "attention.output.LayerNorm")
        dense(at + "intermediate.dense", inner, hidden)
        dense(at + "output.dense", hidden, inner)
        norm(at + "output.LayerNorm")
    dense("pooler.dense", hidden, hidden)
    return weights


def forward(weights, config, ids):
    w = {name: value.double() for name, value in weights.items()}

    def norm(name, x):
        centered = x - x.mean(1, keepdim=True)
        variance = (centered * centered).mean(1, keepdim=True)
        return centered / torch.sqrt(variance + config["layer_norm_eps"]) * w[name + ".weight"] + w[name + ".bias"]

    def dense(name, x):
        return x @ w[name + ".weight"].T + w[name + ".bias"]

    x = torch.stack(
        [
            w["embeddings.word_embeddings.weight"][token]
            + w["embeddings.position_embeddings.weight"][PAD + 1 + place]
            + w["embeddings.token_type_embeddings.weight"][0]
            for place, token in enumerate(ids)
        ]
    )
    x = norm("embeddings.LayerNorm", x)
    heads = config["num_attention_heads"]
    width = config["hidden_size"] // heads
    for layer in range(config["num_hidden_layers"]):
        at = "encoder.layer.%d." % layer
        q, k, v = (dense(at + "attention.self." + part, x) for part in ("query", "key", "value"))
        mixed = []
        for head in range(heads):
            own = slice(head * width, (head + 1) * width)
            scores = q[:, own] @ k[:, own].T / math.sqrt(width)
            odds = torch.exp(scores - scores.max(1, keepdim=True).values)
            mixed.append(odds / odds.sum(1, keepdim=True) @ v[:, own])
        x = norm(at + "attention.output.LayerNorm", x + dense(at + "attention.output.dense", torch.cat(mixed, 1)))
        inner = dense(at + "intermediate.dense", x)
        inner = inner * 0.5 * (1 + torch.erf(inner / math.sqrt(2)))
        x = norm(at + "output.LayerNorm", x + dense(at + "output.dense", inner))
    return x, torch.tanh(dense("pooler.dense", x[:1]))[0]


def save(path, tensors):
    kinds = {torch.float32: "F32", torch.int64: "I64"}
    header, data = {}, b""
    for name, value in tensors.items():
        raw = value.contiguous().numpy().tobytes()
        header[name] = {"dtype": kinds[value.dtype], "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main():
    os.makedirs(MODEL, exist_ok=True)
    merges = train_merges()
    ranks = {pair: rank for rank, pair in enumerate(merges)}

    # Ids in an order of their own, as in RoBERTa, where they are no ranks.
    tokens = sorted(list(ALPHABET.values()) + ["".join(pair) for pair in merges], key=lambda token: (hash_of(token), token))
    vocab = {token: i for i, token in enumerate(["<s>", "<pad>", "</s>", "<unk>"] + tokens + ["<mask>"])}
    with open(os.path.join(MODEL, "vocab.json"), "w", encoding="utf-8") as file:
        json.dump(vocab, file)
    with open(os.path.join(MODEL, "merges.txt"), "w", encoding="utf-8", newline="\n") as file:
        file.write("#version: 0.2\n" + "".join("%s %s\n" % pair for pair in merges))

    config = {
        "architectures": ["RobertaModel"],
        "attention_probs_dropout_prob": 0.1,
        "bos_token_id": 0,
        "eos_token_id": 2,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": 32,
        "intermediate_size": 64,
        "layer_norm_eps": 1e-05,
        "max_position_embeddings": MAX_POSITIONS,
        "model_type": "roberta",
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "pad_token_id": PAD,
        "type_vocab_size": 1,
        "vocab_size": len(vocab),
    }
    with open(os.path.join(MODEL, "config.json"), "w", encoding="utf-8") as file:
        json.dump(config, file, indent=2)
        file.write("\n")

    weights = make_weights(len(vocab), config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"])
    stored = {"roberta." + name: value for name, value in weights.items()}
    stored["roberta.embeddings.position_ids"] = torch.arange(MAX_POSITIONS).unsqueeze(0)
    stored["lm_head.bias"] = torch.zeros(len(vocab))
    save(os.path.join(MODEL, "model.safetensors"), stored)

    limit = MAX_POSITIONS - 2
    cases = [{"text": text, "limit": 512, "ids": encode(text, vocab, ranks, 512)} for text in TOKENIZER_CASES + TEXTS]
    cases += [{"text": TEXTS[4], "limit": cut, "ids": encode(TEXTS[4], vocab, ranks, cut)} for cut in (3, 4, 10, 63, 64)]
    with open(os.path.join(HERE, "tokens.json"), "w", encoding="utf-8") as file:
        json.dump({"texts": TEXTS, "cases": cases}, file, indent=0)
        file.write("\n")

    expected = {}
    for heads in (4, 2):
        config["num_attention_heads"] = heads
        results = [forward(weights, config, encode(text, vocab, ranks, limit)) for text in TEXTS]
        expected["heads%d/pooler" % heads] = torch.stack([pooled for _, pooled in results]).float()
        expected["heads%d/cls" % heads] = torch.stack([states[0] for states, _ in results]).float()
        expected["heads%d/mean" % heads] = torch.stack([states.mean(0) for states, _ in results]).float()
        for i, (states, _) in enumerate(results[:4]):
            expected["heads%d/hidden/%d" % (heads, i)] = states.float()
    save(os.path.join(HERE, "expected.safetensors"), expected)


def hash_of(token):
    """Shuffles, the same way in every run."""
    value = 2166136261
    for byte in token.encode("utf-8"):
        value = (value ^ byte) * 16777619 % 2**32
    return value


if __name__ == "__main__":
    main()
