using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.Module<Tensor, Tensor>> _steps = [];

    internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> submodule)> modules)
        : base(nameof(Sequential))
    {
        foreach (var (stepName, step) in modules)
        {
            register_module(stepName, step);
            _steps.Add(step);
        }
    }

    // Results between two steps are released as soon as the next step has them; a step may return its own input.
    public override Tensor forward(Tensor tensor)
    {
        if (_steps.Count == 0)
        {
            return tensor.alias();
        }

        var current = tensor;
        foreach (var step in _steps)
        {
            var next = step.call(current);
            if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next))
            {
                current.Dispose();
            }

            current = next;
        }

        return current;
    }
}
