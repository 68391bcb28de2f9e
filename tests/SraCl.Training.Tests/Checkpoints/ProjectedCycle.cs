using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Objectives;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Training.Tests.Checkpoints;

/// <summary>An auxiliary loss with a trained module of its own and a dropout pass of its own: the projected state shall be near the target's vector.</summary>
internal sealed class ProjectedCycle : IObjective, IDisposable
{
    private static readonly EncodingRequest Own = new(StandardFields.History);
    private readonly Linear _projection;

    public ProjectedCycle(int hiddenSize)
    {
        _projection = nn.Linear(hiddenSize, hiddenSize);
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        _projection.weight.copy_(eye(hiddenSize));
        _projection.bias!.zero_();
    }

    public string Name => "projected cycle";

    public IReadOnlyList<BatchField> Fields { get; } = [StandardFields.Target];

    public IReadOnlyList<EncodingRequest> Encodings { get; } = [Own];

    public nn.Module Module => _projection;

    public Tensor Compute(TrainingStep step)
    {
        Tensor states = F.dropout(_projection.call(step.Encoding(Own)), 0.2); // [B, D]
        Tensor targets = step.Backbone.ItemVectors().index_select(0, step.Ids(StandardFields.Target) - 1L); // [B, D]
        Tensor difference = states - targets;
        return (difference * difference).mean();
    }

    public void Dispose() => _projection.Dispose();
}
