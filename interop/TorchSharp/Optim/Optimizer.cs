using TorchSharp.Internal;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public abstract class Optimizer : IDisposable
        {
            private protected readonly List<ParamGroup> _groups = [];

            private protected Optimizer()
            {
            }

            public virtual IEnumerable<ILearningRateController> ParamGroups => _groups;

            public virtual IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

            public abstract void add_param_group(ParamGroup param_group);

            // The result is the closure's loss, null without a closure; it carries no annotation in the package either.
            public abstract Tensor step(Func<Tensor>? closure = null);

            // Zero-fills the gradients there are. (Module.zero_grad takes them away.)
            public virtual void zero_grad()
            {
                foreach (var group in _groups)
                {
                    foreach (var parameter in group.Parameters)
                    {
                        using var grad = parameter.grad;
                        if (grad is not null)
                        {
                            Ops.ZeroInPlace.Run(grad);
                        }
                    }
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected abstract void Dispose(bool disposing);

            public class StateDictionary
            {
                internal StateDictionary(List<OptimizerOptions> options, List<OptimizerState> state)
                {
                    Options = options;
                    State = state;
                }

                public List<OptimizerOptions> Options { get; }

                public List<OptimizerState> State { get; }
            }
        }
    }
}
