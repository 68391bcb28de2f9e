using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Fitting;

/// <summary>A copy of the weights of the best epoch so far, of all modules that are trained together.</summary>
internal sealed class BestWeights(IReadOnlyList<nn.Module> modules) : IDisposable
{
    private readonly Dictionary<string, Tensor>[] _copies = modules.Select(_ => new Dictionary<string, Tensor>(StringComparer.Ordinal)).ToArray();

    /// <summary>Gets the copies, a dictionary a module; empty ones when none was kept.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Copies => _copies;

    /// <summary>Replaces the copy by the present weights.</summary>
    public void Keep()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < modules.Count; i++)
        {
            foreach ((string name, Tensor weight) in modules[i].state_dict())
            {
                if (_copies[i].TryGetValue(name, out Tensor? copy))
                {
                    copy.copy_(weight);
                }
                else
                {
                    _copies[i].Add(name, weight.detach().clone().DetachFromDisposeScope());
                }
            }
        }
    }

    /// <summary>Puts the copy back into the modules; does nothing when none was kept.</summary>
    public void Restore()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < modules.Count; i++)
        {
            if (_copies[i].Count > 0)
            {
                modules[i].load_state_dict(_copies[i]);
            }
        }
    }

    public void Dispose()
    {
        foreach (Tensor copy in _copies.SelectMany(copies => copies.Values))
        {
            copy.Dispose();
        }
    }
}
