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

    // Results between two steps are released as soon as the next step has them. As in the package, that is the input itself where the first step returns it.
    public override Tensor forward(Tensor tensor)
    {
        if (_steps.Count == 0)
        {
            return tensor.alias();
        }

        var current = _steps[0].call(tensor);
        foreach (var step in _steps.Skip(1))
        {
            var next = step.call(current);
            current.Dispose();
            current = next;
        }

        return current;
    }
}
