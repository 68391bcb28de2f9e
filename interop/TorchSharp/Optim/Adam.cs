namespace TorchSharp.Modules;

// Kingma & Ba, "Adam: A Method for Stochastic Optimization"; weight decay is added to the gradient.
public class Adam : AdamBase
{
    public Adam(
        IEnumerable<Parameter> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        bool amsgrad = false,
        bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public Adam(
        IEnumerable<ParamGroup> parameters,
        double lr = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weight_decay = 0,
        bool amsgrad = false,
        bool maximize = false)
        : base(parameters, decoupledDecay: false, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }
}
