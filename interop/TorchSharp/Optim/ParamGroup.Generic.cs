namespace TorchSharp.Modules;

public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
    public ParamGroup()
    {
    }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options;
    }

    public new TOptions Options
    {
        get => (TOptions)base.Options!;
        set => base.Options = value;
    }
}
