using SraCl.Modeling;
using SraCl.Randomness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Encoders;

/// <summary>Encodes the sequences of a training step on several threads side by side, forward and backward.</summary>
/// <remarks>
/// <para>
/// Threads inside an operator gain little where operators are short: they wait for each other hundreds of times a step. Here each thread takes its
/// portion of the sequences through the whole backbone and, when the losses are known, back. Every thread has parameters of its own
/// (<see cref="IConcurrentBackbone.CreateReplica"/>), so that gradients are added up in the same order in every run; their numbers are the
/// original's, in the same memory: with a million items a table for each thread would take hundreds of megabytes.
/// </para>
/// <para>
/// The graph of a step is cut where the encodings leave the threads: <see cref="Backward"/> carries on what the total loss's own backward pass left
/// at the cut. Belongs to the training thread.
/// </para>
/// </remarks>
internal sealed class ConcurrentEncoder : IDisposable
{
    private readonly SideBySide _threads;
    private readonly IConcurrentBackbone[] _backbones;
    private readonly Parameter[][] _parameters;
    private readonly List<Pass> _passes = [];
    private CounterRandom _random;

    /// <summary>Creates an encoder; the first portion goes through the backbone itself.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="count">The number of portions.</param>
    /// <param name="threads">What works on the portions; the caller's to dispose.</param>
    public ConcurrentEncoder(IConcurrentBackbone backbone, int count, SideBySide threads)
    {
        _threads = threads;
        _backbones = [backbone, .. Enumerable.Range(1, count - 1).Select(_ => backbone.CreateReplica())];
        _parameters = Array.ConvertAll(_backbones, each => each.Module.parameters().ToArray());
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (Parameter[] replica in _parameters.Skip(1))
        {
            for (int i = 0; i < replica.Length; i++)
            {
                replica[i].set_(_parameters[0][i]);
            }
        }
    }

    /// <summary>Begins a step: forgets the one before.</summary>
    /// <param name="random">The stream of the step's random operations; null for one that torch's generator begins.</param>
    public void Begin(CounterRandom? random)
    {
        Forget();
        _random = random ?? FromTorch();
        for (int thread = 1; thread < _backbones.Length; thread++)
        {
            _backbones[thread].Module.train(_backbones[0].Module.training);
            _backbones[thread].Module.zero_grad();
            for (int i = 0; i < _parameters[0].Length; i++)
            {
                // Step by step, as a loop may freeze and thaw parameters while it trains.
                _parameters[thread][i].requires_grad = _parameters[0][i].requires_grad;
            }
        }
    }

    /// <summary>Encodes sequences.</summary>
    /// <returns>The encodings, cut off from the graph that made them; owned by this object until the next step.</returns>
    public Tensor Encode(PackedSequences sequences, EncodingOutput output)
    {
        PackedSequences[] portions = sequences.Divide(_backbones.Length); // Portion i goes through backbone i.
        var parts = new Tensor[portions.Length];
        CounterRandom stream = _random.Derive(_passes.Count);
        _threads.For(portions.Length, i =>
        {
            PackedSequences portion = portions[i].With(new DropoutSource(stream.Derive(i)));
            parts[i] = _backbones[i].EncodePacked(portion, output).DetachFromDisposeScope();
        });

        // What is drawn on this thread from here on must not depend on which thread was the last to draw.
        random.manual_seed((long)(stream.NextUInt64() >> 1)).Dispose();
        Tensor leaf = (parts.Length == 1 ? parts[0].detach() : cat(Array.ConvertAll(parts, part => part.detach()))).requires_grad_(true).DetachFromDisposeScope();
        _passes.Add(new Pass(leaf, parts));
        return leaf;
    }

    /// <summary>Carries the gradients that arrived at the encodings back to the backbone's parameters.</summary>
    public void Backward()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Pass pass in _passes)
        {
            if (pass.Leaf.grad is not { } gradient)
            {
                continue;
            }

            Tensor[] gradients = pass.Parts.Length == 1 ? [gradient] : gradient.split(Array.ConvertAll(pass.Parts, part => part.size(0)), 0);
            _threads.For(gradients.Length, i =>
            {
                // Where all parameters are frozen there is no graph behind a part.
                if (pass.Parts[i].requires_grad)
                {
                    pass.Parts[i].backward([gradients[i]]);
                }
            });
        }

        AddGradients();
        Forget();
    }

    public void Dispose()
    {
        Forget();
        foreach (IConcurrentBackbone replica in _backbones.Skip(1))
        {
            replica.Module.Dispose();
        }
    }

    private void AddGradients()
    {
        for (int thread = 1; thread < _backbones.Length; thread++)
        {
            for (int i = 0; i < _parameters[0].Length; i++)
            {
                if (_parameters[thread][i].grad is not { } gradient)
                {
                    continue;
                }

                if (_parameters[0][i].grad is { } sum)
                {
                    using IDisposable noGradient = no_grad();
                    sum.add_(gradient);
                }
                else
                {
                    // There is no gradient to add to yet; that of this product is the replica's.
                    (_parameters[0][i] * gradient).sum().backward();
                }
            }
        }
    }

    /// <summary>A new stream each time: what torch's generator gives moves it on.</summary>
    private static CounterRandom FromTorch()
    {
        using Tensor key = randint(long.MaxValue, [1], dtype: ScalarType.Int64, device: CPU);
        return CounterRandom.Create(key.item<long>());
    }

    private void Forget()
    {
        foreach (Pass pass in _passes)
        {
            pass.Leaf.Dispose();
            foreach (Tensor part in pass.Parts)
            {
                part.Dispose();
            }
        }

        _passes.Clear();
    }

    /// <summary>Encodings and the graphs behind them.</summary>
    private sealed record Pass(Tensor Leaf, Tensor[] Parts);
}
