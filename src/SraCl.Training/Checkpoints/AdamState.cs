using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Training.Checkpoints;

/// <summary>The state of Adam under the names of the parameters, as PyTorch calls its parts: <c>exp_avg</c>, <c>exp_avg_sq</c>, <c>step</c>.</summary>
/// <param name="optimizer">The optimizer, without AMSGrad.</param>
internal sealed class AdamState(Adam optimizer)
{
    private const string Mean = ".exp_avg";
    private const string Square = ".exp_avg_sq";
    private const string Step = ".step";

    /// <summary>Gets the state of some parameters.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="first">The place of the first among the optimizer's parameters; the others follow it.</param>
    /// <returns>The live tensors, but copies of the numbers of steps; in the innermost dispose scope.</returns>
    public Dictionary<string, Tensor> Read(IReadOnlyList<string> names, int first)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        List<OptimizerState> states = optimizer.state_dict().State;
        for (int i = 0; i < names.Count; i++)
        {
            var state = (Adam.State)states[first + i];
            tensors.Add(names[i] + Mean, state.exp_avg);
            tensors.Add(names[i] + Square, state.exp_avg_sq);
            tensors.Add(names[i] + Step, tensor(state.step));
        }

        return tensors;
    }

    /// <summary>Sets the state of some parameters to what <see cref="Read"/> gave, in place.</summary>
    public void Write(IReadOnlyList<string> names, int first, Func<string, Tensor> read)
    {
        using IDisposable noGradient = no_grad();
        List<OptimizerState> states = optimizer.state_dict().State;
        for (int i = 0; i < names.Count; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            var state = (Adam.State)states[first + i];
            state.exp_avg.copy_(read(names[i] + Mean));
            state.exp_avg_sq.copy_(read(names[i] + Square));
            state.step = read(names[i] + Step).item<long>();
        }
    }
}
