using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract class OptimizerHelper : optim.Optimizer
{
    private readonly Dictionary<IntPtr, OptimizerState> _states = [];

    private protected OptimizerHelper()
    {
    }

    // State is found by the tensor behind a Parameter: after module.to(..) the module has other ones, which no optimizer made before knows.
    private protected OptimizerState StateOf(Parameter parameter) => _states[parameter.Handle];

    private protected void AddGroup(ParamGroup group, Func<Parameter, OptimizerState> createState)
    {
        // Materialised once: module.parameters() walks the whole module again each time it is enumerated.
        var parameters = group.Parameters.ToArray();
        foreach (var parameter in parameters)
        {
            if (!_states.TryAdd(parameter.Handle, createState(parameter)))
            {
                throw new ArgumentException("A parameter appears in more than one parameter group.", nameof(group));
            }
        }

        group.Parameters = parameters;
        _groups.Add(group);
    }

    private protected Tensor Step(Action<ParamGroup> update, Func<Tensor>? closure)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var recording = enable_grad();
            loss = closure();
        }

        using var mode = no_grad();
        foreach (var group in _groups)
        {
            update(group);
        }

        return loss!;
    }

    public virtual StateDictionary state_dict() => new(
        _groups.ConvertAll(group => group.Options!),
        [.. parameters().Select(StateOf)]);

    // Copies the tensors. (The package shares them or leaves them to the current scope; its file overloads copy as well.)
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var current = this.state_dict();
        CheckCounts(current, state_dict.Options.Count, state_dict.State.Count, nameof(state_dict));
        foreach (var (target, source) in current.Options.Zip(state_dict.Options))
        {
            target.LoadStateDict(source);
        }

        foreach (var (target, source) in current.State.Zip(state_dict.State))
        {
            target.LoadStateDict(source);
        }
    }

    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    // Layout: type name, LEB128 number of groups and of states, the groups' options, the states in order of the parameters.
    public void save_state_dict(BinaryWriter writer)
    {
        var current = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(current.Options.Count);
        writer.Write7BitEncodedInt64(current.State.Count);
        foreach (var options in current.Options)
        {
            options.SaveStateDict(writer);
        }

        foreach (var state in current.State)
        {
            state.SaveStateDict(writer);
        }
    }

    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        var typeName = reader.ReadString();
        if (!string.Equals(typeName, GetType().Name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{typeName}' in the loaded stream.");
        }

        var current = state_dict();
        CheckCounts(current, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), nameof(reader));
        foreach (var options in current.Options)
        {
            options.LoadStateDict(reader);
        }

        foreach (var state in current.State)
        {
            state.LoadStateDict(reader);
        }
    }

    public void to(Device device)
    {
        foreach (var state in _states.Values)
        {
            state.to(device);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        foreach (var state in _states.Values.OfType<IDisposable>())
        {
            state.Dispose();
        }
    }

    private static void CheckCounts(StateDictionary current, long groups, long states, string source)
    {
        if (groups != current.Options.Count)
        {
            throw new ArgumentException(
                $"Invalid optimizer state -- different number of parameter groups: expected {current.Options.Count}, got {groups}.", source);
        }

        if (states != current.State.Count)
        {
            throw new ArgumentException(
                $"Invalid optimizer state -- different number of states: expected {current.State.Count}, got {states}.", source);
        }
    }
}
