using static TorchSharp.torch;

namespace TorchSharp.Modules;

// Adam and AdamW differ in one line. The package has them as two classes with nested types of the same shape,
// which are reached here through either name: Adam.ParamGroup, AdamW.Options, ...
public abstract partial class AdamBase : OptimizerHelper, optim.IBetas
{
    private readonly bool _decoupledDecay;
    private readonly Options _defaults;

    private protected AdamBase(
        IEnumerable<ParamGroup> groups,
        bool decoupledDecay,
        double lr,
        double beta1,
        double beta2,
        double eps,
        double weight_decay,
        bool amsgrad,
        bool maximize)
    {
        Require(lr >= 0, "learning rate", lr, nameof(lr));
        Require(eps >= 0, "eps", eps, nameof(eps));
        Require(beta1 is >= 0 and < 1, "beta1", beta1, nameof(beta1));
        Require(beta2 is >= 0 and < 1, "beta2", beta2, nameof(beta2));
        Require(weight_decay >= 0, "weight_decay value", weight_decay, nameof(weight_decay));

        _decoupledDecay = decoupledDecay;
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (var group in groups)
        {
            AddWithDefaults(group);
        }

        static void Require(bool condition, string what, double value, string parameterName)
        {
            if (!condition)
            {
                throw new ArgumentException($"Invalid {what}: {value}", parameterName);
            }
        }
    }

    public (double, double) Betas
    {
        get => (_defaults.beta1!.Value, _defaults.beta2!.Value);
        set => (_defaults.beta1, _defaults.beta2) = value;
    }

    public override void add_param_group(Modules.ParamGroup param_group) => AddWithDefaults(param_group);

    public override Tensor step(Func<Tensor>? closure = null) => Step(Update, closure);

    private void AddWithDefaults(Modules.ParamGroup group)
    {
        var options = (Options)(group.Options ??= new Options());
        options.LearningRate ??= _defaults.LearningRate;
        options.InitialLearningRate = options.LearningRate!.Value;
        options.beta1 ??= _defaults.beta1;
        options.beta2 ??= _defaults.beta2;
        options.eps ??= _defaults.eps;
        options.weight_decay ??= _defaults.weight_decay;
        options.amsgrad ??= _defaults.amsgrad;
        options.maximize ??= _defaults.maximize;
        AddGroup(group, parameter => new State(parameter, options.amsgrad!.Value));
    }

    private void Update(Modules.ParamGroup group)
    {
        var options = (Options)group.Options!;
        foreach (var parameter in group.Parameters)
        {
            var state = (State)StateOf(parameter);
            using var gradient = parameter.grad;
            if (gradient is not null)
            {
                Update(parameter, gradient, state, options);
            }
        }
    }

    // The order of operations is PyTorch's, so that the results are the same to the last bit. One temporary of the parameter's size.
    private void Update(Parameter parameter, Tensor gradient, State state, Options options)
    {
        var beta1 = options.beta1!.Value;
        var beta2 = options.beta2!.Value;
        var decay = options.weight_decay!.Value;
        var rate = options.LearningRate!.Value;

        state.step++;
        var correction1 = 1 - Math.Pow(beta1, state.step);
        var correction2 = 1 - Math.Pow(beta2, state.step);

        using var negated = options.maximize!.Value ? gradient.neg() : null;
        var direction = negated ?? gradient;
        if (_decoupledDecay)
        {
            parameter.mul_(1 - (rate * decay));
        }

        using var decayed = decay != 0 && !_decoupledDecay ? direction.add(parameter, alpha: decay) : null;
        direction = decayed ?? direction;

        state.exp_avg.mul_(beta1).add_(direction, alpha: 1 - beta1);
        state.exp_avg_sq.mul_(beta2).addcmul_(direction, direction, value: 1 - beta2);

        var second = state.exp_avg_sq;
        if (state.max_exp_avg_sq is { } largest)
        {
            using var maximum = torch.maximum(largest, second);
            largest.copy_(maximum);
            second = largest;
        }

        using var denominator = second.sqrt();
        denominator.div_(Math.Sqrt(correction2)).add_(options.eps!.Value);
        parameter.addcdiv_(state.exp_avg, denominator, value: -(rate / correction1));
    }
}
