"""Alternates SraCl's training steps, evaluation and retrieval with the same work in PyTorch and FAISS and prints values, medians and ratios.

Every measurement is a process of its own with the same environment: one thread unless said otherwise, passive waiting. A round runs each
side once, so that whatever else the machine does meets all sides alike. Exit code 1: --check was given and a bound was missed.
"""

import argparse
import functools
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PYTHON_SCRIPTS = Path(__file__).parent / "python"

NAIVE_RATIO = 1.05
GROUPED_SPEED_UP = 2.0
EVALUATION_SPEED_UP = 3.0
EVALUATION_MEGABYTES = 150
METRIC_DIFFERENCE = 1e-6
MEMORY_SPREAD_PERCENT = 2.0
SRACL_SPEED_UP = 10.0
SRACL_THREAD_SPEED_UP = 1.5
SRACL_MORE_STEPS = 5

RETRIEVAL_SPEED_UP = 1.0
# What NearestNeighbors documents, the table of neighbors, and as much again for the runtime.
RETRIEVAL_MEGABYTES = 64
TIE = 1e-6

# Steps of four backbones take minutes, and so does retrieval, which needs FAISS: they are measured where they are asked for.
DEFAULT_PARTS = ("step", "evaluate", "memory", "sracl")
PARTS = (*DEFAULT_PARTS, "backbones", "retrieval")

# What a step of each backbone is, and its script. All of them have padding to leave out, so that grouping applies to each.
BACKBONES = {
    "transformer": ("Transformer, cross-entropy over all items", "transformer_step.py"),
    "gru4rec": ("GRU4Rec, cross-entropy over all items", "gru_step.py"),
    "sasrec-original": ("SASRec, binary cross-entropy at every position", "sasrec_step.py"),
    "bert4rec": ("BERT4Rec, Cloze", "bert4rec_step.py"),
}

# Without dropout, all sides must compute the same losses from the same weights and batches.
LOSS_DIFFERENCE = 1e-4
LOSS_STEPS = 5


class Comparison:
    def __init__(self, arguments, directory):
        self.arguments = arguments
        self.model = Path(directory) / "model"
        self.shop = Path(directory) / "shop.txt"
        self.vectors = Path(directory) / "vectors.npy"
        self.neighbors = Path(directory) / "neighbors.npy"
        self.missed = []

    def run(self):
        parts = {"step": self.compare_steps, "evaluate": self.compare_evaluations, "memory": self.read_memory, "sracl": self.compare_sracl_steps, "backbones": self.compare_backbones, "retrieval": self.compare_retrieval}
        if not self.arguments.interactions:
            self.measure(1, self.arguments.executable, "shop", "--out", self.shop)
            print("Data: synthetic, of the size and sequence lengths of Amazon Beauty (--interactions takes a file)")
        if any(name in DEFAULT_PARTS for name in self.arguments.parts):
            self.sracl("model", "--steps", self.arguments.model_steps, "--out", self.model)
        for name in self.arguments.parts:
            parts[name]()
        print("\nAll bounds are met." if not self.missed else "\nMissed: " + "; ".join(self.missed) + ".")
        return 1 if self.missed and self.arguments.check else 0

    def compare_steps(self):
        self.compare_backbone("transformer", self.model)

    def compare_backbones(self):
        for backbone in self.arguments.backbones:
            model = self.model.with_name(f"model-{backbone}")
            self.sracl("model", "--backbone", backbone, "--steps", self.arguments.model_steps, "--out", model)
            self.compare_backbone(backbone, model)

    def compare_backbone(self, backbone, model):
        what, script = BACKBONES[backbone]
        own = ("step", "--backbone", backbone, "--model", model)
        sides = {
            "python": lambda *options: self.python(script, *options, "--weights", model / "model.safetensors"),
            "naive": lambda *options: self.sracl(*own, "--formulation", "naive", *options),
            "grouped": lambda *options: self.sracl(*own, "--formulation", "grouped", *options),
        }
        losses = {side: run("--steps", LOSS_STEPS, "--warmup", 0, "--dropout", 0)["losses"] for side, run in sides.items()}
        difference = max(abs(loss - reference) for side in losses for loss, reference in zip(losses[side], losses["python"], strict=True))
        print(f"\nTraining step: {what}, batch 256, published dropout, {self.arguments.threads} thread(s); ms")
        self.bound("loss difference without dropout", difference, "at most", LOSS_DIFFERENCE, "{:.1e}")
        rounds = self.alternate(sides, "median_ms", "cpu_ms", "--steps", self.arguments.steps)
        self.bound(f"{backbone}: naive / python", ratio(rounds, "naive", "python"), "at most", NAIVE_RATIO)
        self.bound(f"{backbone}: naive / grouped", ratio(rounds, "naive", "grouped"), "at least", GROUPED_SPEED_UP)
        print(f"  python / grouped {ratio(rounds, 'python', 'grouped'):.2f}; of processor time: naive / python {ratio(rounds, 'naive', 'python', 'cpu'):.2f}, "
              f"naive / grouped {ratio(rounds, 'naive', 'grouped', 'cpu'):.2f}, python / grouped {ratio(rounds, 'python', 'grouped', 'cpu'):.2f}", flush=True)

    def compare_evaluations(self):
        sides = {
            "python": lambda: self.python("official_evaluation.py", "--weights", self.weights),
            "sracl": lambda: self.sracl("evaluate", "--model", self.model),
        }
        print(f"\nFull ranking of the test split, {self.arguments.threads} thread(s); seconds")
        rounds = self.alternate(sides, "median_s", "cpu_s")
        self.bound("python / sracl", ratio(rounds, "python", "sracl"), "at least", EVALUATION_SPEED_UP)
        python, sracl = rounds[-1]["python"], rounds[-1]["sracl"]
        differences = [abs(value - sracl["metrics"][name]) for name, value in python["metrics"].items()]
        self.bound("largest metric difference", max(differences), "at most", METRIC_DIFFERENCE, "{:.1e}")
        peak = max(measured["sracl"]["peak_mb_above_model"] for measured in rounds)
        self.bound("peak MB above the loaded model", peak, "at most", EVALUATION_MEGABYTES, "{:.0f}")
        print(f"  (python: {python['peak_mb_above_model']:.0f} MB; {sracl['cases']} cases, NDCG@10 {sracl['metrics']['NDCG@10']:.4f})")

    def read_memory(self):
        print(f"\nResident memory over {self.arguments.memory_steps} training steps")
        measured = self.sracl("memory", "--steps", self.arguments.memory_steps)
        print("  MB:", *measured["resident_mb"])
        self.bound("spread of the last half in percent", measured["last_half_spread_percent"], "at most", MEMORY_SPREAD_PERCENT)

    def compare_sracl_steps(self):
        threads = self.arguments.threads
        doubled = f"{2 * threads} threads"
        sides = {
            "python": lambda steps, *options: self.python("sracl_step.py", "--steps", steps, *options, "--weights", self.weights),
            "written out": lambda steps, *options: self.python("sracl_step.py", "--steps", steps, *options, "--gelu", "written-out", "--weights", self.weights),
            "sracl": lambda steps, *options: self.sracl("sracl-step", "--steps", steps, *options, "--model", self.model),
            doubled: lambda steps, *options: self.sracl("sracl-step", "--steps", steps, *options, "--model", self.model, threads=2 * threads),
        }
        losses = {side: run(LOSS_STEPS, "--warmup", 0, "--dropout", 0)["losses"] for side, run in sides.items()}
        difference = max(
            abs(loss - reference)
            for side in losses
            for step, reference_step in zip(losses[side], losses["python"], strict=True)
            for loss, reference in zip(step, reference_step, strict=True))
        print(f"\nSRA-CL step: cross-entropy and both contrastive losses, batch 256, 10 neighbors, dropout 0.5, {threads} thread(s); ms")
        self.bound("difference of any loss without dropout", difference, "at most", LOSS_DIFFERENCE, "{:.1e}")
        # Each of our steps is an order shorter, so that many more of them take no longer: a second of steps says little about threads.
        steps = dict.fromkeys(sides, self.arguments.sracl_steps) | dict.fromkeys(("sracl", doubled), SRACL_MORE_STEPS * self.arguments.sracl_steps)
        timed = {side: functools.partial(run, steps[side]) for side, run in sides.items()}
        rounds = self.alternate(timed, "median_ms", "cpu_ms")
        self.bound("python / sracl", ratio(rounds, "python", "sracl"), "at least", SRACL_SPEED_UP)
        self.bound(f"sracl / {doubled}", ratio(rounds, "sracl", doubled), "at least", SRACL_THREAD_SPEED_UP)
        print(f"  written out / sracl {ratio(rounds, 'written out', 'sracl'):.2f}; of processor time: "
              f"python / sracl {ratio(rounds, 'python', 'sracl', 'cpu'):.2f}, written out / sracl {ratio(rounds, 'written out', 'sracl', 'cpu'):.2f}")
        self.print_sracl_parts()

    def print_sracl_parts(self):
        measured = self.sracl("sracl-step", "--steps", self.arguments.sracl_steps, "--model", self.model, "--with-main")
        print(f"  {'part, ms':<28}{'all losses':>12}{'main loss':>12}")
        for part, milliseconds in measured["parts_ms"].items():
            print(f"  {part:<28}{milliseconds:12.2f}{measured['main_parts_ms'].get(part, 0):12.2f}")
        print(f"  {'step':<28}{measured['median_ms']:12.2f}{measured['main_median_ms']:12.2f}")
        print(f"  batch ahead of the step {measured['fill_ms']:.2f} ms; "
              f"managed {measured['managed_bytes']} bytes a step, {measured['fill_managed_bytes']} a batch; peak {measured['peak_mb']:.0f} MB resident", flush=True)

    def compare_retrieval(self):
        threads = self.arguments.threads
        made = self.sracl("vectors", "--out", self.vectors, *(("--vectors", self.arguments.vectors) if self.arguments.vectors else ()))
        files = ("--vectors", self.vectors, "--threads", threads)
        sides = {
            "sracl": lambda: self.measure(threads, self.arguments.executable, "retrieval", *files, "--out", self.neighbors),
            "faiss": lambda: self.measure(threads, sys.executable, PYTHON_SCRIPTS / "faiss_retrieval.py", *files, "--neighbors", self.neighbors),
        }
        print(f"\nExact retrieval: the 10 nearest of {made['rows']} training prefixes for each, d = {made['dimension']}, {threads} thread(s); seconds")
        rounds = self.alternate(sides, "seconds", "cpu_seconds")
        self.bound("faiss / sracl", ratio(rounds, "faiss", "sracl"), "at least", RETRIEVAL_SPEED_UP)
        compared = [measured["faiss"] for measured in rounds]
        self.bound("difference of the last neighbors' cosines", max(values["last_cosine_difference"] for values in compared), "at most", TIE, "{:.1e}")
        self.bound("distance of a differing neighbor from a tie", max(values["largest_gap"] for values in compared), "at most", TIE, "{:.1e}")
        peak = max(measured["sracl"]["peak_mb_above_vectors"] for measured in rounds)
        self.bound("peak MB above the vectors", peak, "at most", RETRIEVAL_MEGABYTES, "{:.0f}")
        print(f"  (faiss: {max(values['peak_mb_above_vectors'] for values in compared):.0f} MB; {compared[-1]['different_rows']} rows of {made['rows']} have other "
              f"neighbors, all of them ties where both distances are ok; of processor time: faiss / sracl {ratio(rounds, 'faiss', 'sracl', 'cpu'):.2f}; "
              f"sracl {rounds[-1]['sracl']['gigaflops_per_second']:.0f} GFLOP/s)", flush=True)

    def alternate(self, sides, wall, processor, *options):
        print(f"  {'round':>5}" + "".join(f"{side:>12}{'cpu':>10}" for side in sides))
        rounds = []
        for number in range(1, self.arguments.rounds + 1):
            measured = {side: run(*options) for side, run in sides.items()}
            rounds.append({side: values | {"time": values[wall], "cpu": values[processor]} for side, values in measured.items()})
            self.line(number, rounds[-1])
        medians = {side: {key: statistics.median(measured[side][key] for measured in rounds) for key in ("time", "cpu")} for side in sides}
        self.line("median", medians)
        return rounds

    def line(self, label, measured):
        print(f"  {label:>6}" + "".join(f"{values['time']:12.2f}{values['cpu']:10.2f}" for values in measured.values()), flush=True)

    def bound(self, what, value, side, limit, style="{:.2f}"):
        met = value <= limit if side == "at most" else value >= limit
        text = f"{what} {style.format(value)} ({side} {style.format(limit)})"
        print(f"  {'ok    ' if met else 'MISSED'} {text}", flush=True)
        if not met:
            self.missed.append(text)

    @property
    def weights(self):
        return self.model / "model.safetensors"

    def python(self, script, *options):
        return self.work(self.arguments.threads, sys.executable, PYTHON_SCRIPTS / script, *options)

    def sracl(self, command, *options, threads=None):
        return self.work(threads or self.arguments.threads, self.arguments.executable, command, *options)

    def work(self, threads, *command):
        return self.measure(threads, *command, "--interactions", self.arguments.interactions or self.shop, "--threads", threads)

    def measure(self, threads, *command):
        command = [str(part) for part in command]
        environment = os.environ | {"OMP_WAIT_POLICY": "passive"}
        environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"compare.py: '{' '.join(command)}' ended with code {done.returncode}; its message is above.")
        return json.loads(done.stdout.strip().splitlines()[-1])


def ratio(rounds, numerator, denominator, key="time"):
    """The median over the rounds of the ratio inside a round."""
    return statistics.median(measured[numerator][key] / measured[denominator][key] for measured in rounds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interactions", help="file of 'user item' lines, such as Amazon Beauty (5-core); synthetic data of that size without it")
    parser.add_argument("--executable", required=True, help="the built SraCl.Benchmarks; compare.sh gives it")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=DEFAULT_PARTS, help="the default is all but backbones and retrieval, which take minutes; retrieval needs FAISS")
    parser.add_argument("--backbones", nargs="+", choices=BACKBONES, default=tuple(BACKBONES), help="which of them the part of this name measures; all without it")
    parser.add_argument("--vectors", help="retrieval: file (.npy) of the prefixes' vectors, such as sequence_embeddings.npy of 'sracl prepare'; made from the interactions without it")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=30, help="timed training steps a process")
    parser.add_argument("--sracl-steps", type=int, default=10, help=f"timed training steps with the contrastive losses a process of PyTorch; {SRACL_MORE_STEPS} times as many a process of SraCl")
    parser.add_argument("--model-steps", type=int, default=500, help="training steps of the model that all sides load")
    parser.add_argument("--memory-steps", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a bound is missed")
    arguments = parser.parse_args()
    if arguments.interactions and not Path(arguments.interactions).is_file():
        parser.error(f"--interactions: '{arguments.interactions}' is not a file; give a file with one 'user item' pair a line")
    if arguments.vectors and not Path(arguments.vectors).is_file():
        parser.error(f"--vectors: '{arguments.vectors}' is not a file; give a NumPy file (.npy) with one vector a row")
    if "retrieval" in arguments.parts and importlib.util.find_spec("faiss") is None:
        parser.error(f"--parts retrieval: '{sys.executable}' has no FAISS; install it (apt-get install python3-faiss) or name another Python in the variable PYTHON")

    import torch
    overridden = [f"{name}={os.environ[name]}" for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "ATEN_CPU_CAPABILITY") if name in os.environ]
    print(f"PyTorch {torch.__version__} of '{sys.executable}'; {', '.join(overridden) or 'OpenBLAS and libtorch choose their kernels themselves'}", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        sys.exit(Comparison(arguments, directory).run())


if __name__ == "__main__":
    main()
