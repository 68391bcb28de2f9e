using SraCl.Objectives;
using SraCl.Serialization;
using SraCl.Training.Fitting;
using SraCl.Training.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Training.Checkpoints;

/// <summary>
/// The tensors that a run changes, as the files of a checkpoint: weights, best weights and optimizer of the backbone under its own names, and those of the objectives' own
/// modules, each name behind that of its objective.
/// </summary>
internal sealed class TrainedTensors
{
    private const string Model = "model.safetensors";
    private const string Objectives = "objectives.safetensors";
    private const string BestModel = "best.safetensors";
    private const string BestObjectives = "best-objectives.safetensors";
    private const string Optimizer = "optimizer.safetensors";
    private const string ObjectivesOptimizer = "optimizer-objectives.safetensors";

    private readonly nn.Module _backbone;
    private readonly (string Prefix, nn.Module Module)[] _own;
    private readonly BestWeights _best;
    private readonly AdamState _adam;
    private readonly string[] _names;
    private readonly string[] _ownNames;

    /// <summary>Names the tensors and checks that they can be saved.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="objectives">The objectives; their modules stand in the same order in the best weights and, after the backbone's, in the optimizer.</param>
    /// <param name="optimizer">The optimizer of all parameters.</param>
    /// <param name="best">The best weights of backbone and modules.</param>
    /// <exception cref="SraClException">A tensor cannot be saved, or two have the same name.</exception>
    public TrainedTensors(nn.Module backbone, IReadOnlyList<WeightedObjective> objectives, Adam optimizer, BestWeights best)
    {
        _backbone = backbone;
        _own = [.. objectives.Where(weighted => weighted.Objective.Module is not null).Select(weighted => (weighted.Objective.Name + ".", weighted.Objective.Module!))];
        _best = best;
        _adam = new AdamState(optimizer);
        _names = [.. backbone.named_parameters().Select(named => named.name)];
        _ownNames = [.. _own.SelectMany(own => own.Module.named_parameters().Select(named => own.Prefix + named.name))];
        Check();
    }

    /// <summary>Gets the names of the files.</summary>
    /// <param name="withBest">Whether there are best weights.</param>
    public IEnumerable<string> FileNames(bool withBest) =>
    [
        Model,
        Optimizer,
        .. withBest ? [BestModel] : Array.Empty<string>(),
        .. _own.Length > 0 ? [Objectives, ObjectivesOptimizer] : Array.Empty<string>(),
        .. _own.Length > 0 && withBest ? [BestObjectives] : Array.Empty<string>(),
    ];

    /// <summary>Gets the tensors of a file, live; in the innermost dispose scope.</summary>
    public IReadOnlyDictionary<string, Tensor> Read(string file) => file switch
    {
        Model => _backbone.state_dict(),
        Objectives => Joined(index => _own[index].Module.state_dict()),
        BestModel => _best.Copies[0],
        BestObjectives => Joined(index => _best.Copies[index + 1]),
        Optimizer => _adam.Read(_names, first: 0),
        ObjectivesOptimizer => _adam.Read(_ownNames, first: _names.Length),
        _ => throw new ArgumentOutOfRangeException(nameof(file), file, "Expected a file of a checkpoint."),
    };

    /// <summary>Compares a file with what it is to be loaded into.</summary>
    /// <returns>What differs; empty when it can be loaded.</returns>
    public IReadOnlyList<string> Differences(string file, SafetensorsReader reader)
    {
        using DisposeScope scope = NewDisposeScope();

        // There are no best weights yet; they are such as the weights are.
        return ModuleWeights.Differences(Read(file switch { BestModel => Model, BestObjectives => Objectives, _ => file }), reader.Entries);
    }

    /// <summary>Loads all files, in place, so that the optimizer still knows the parameters.</summary>
    /// <param name="readers">The files by name, each without differences.</param>
    public void Load(IReadOnlyDictionary<string, SafetensorsReader> readers)
    {
        if (readers.ContainsKey(BestModel))
        {
            // By way of the modules, of which the best weights are a copy.
            LoadWeights(readers, BestModel, BestObjectives);
            _best.Keep();
        }

        LoadWeights(readers, Model, Objectives);
        _adam.Write(_names, first: 0, readers[Optimizer].Read);
        if (_own.Length > 0)
        {
            _adam.Write(_ownNames, first: _names.Length, readers[ObjectivesOptimizer].Read);
        }
    }

    private void LoadWeights(IReadOnlyDictionary<string, SafetensorsReader> readers, string model, string objectives)
    {
        using IDisposable noGradient = no_grad();
        Copy(readers[model], Read(Model));
        if (_own.Length > 0)
        {
            Copy(readers[objectives], Read(Objectives));
        }

        static void Copy(SafetensorsReader reader, IReadOnlyDictionary<string, Tensor> targets)
        {
            foreach ((string name, Tensor target) in targets)
            {
                using DisposeScope scope = NewDisposeScope();
                target.copy_(reader.Read(name));
            }
        }
    }

    private Dictionary<string, Tensor> Joined(Func<int, IReadOnlyDictionary<string, Tensor>> tensors)
    {
        var joined = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (int index = 0; index < _own.Length; index++)
        {
            foreach ((string name, Tensor value) in tensors(index))
            {
                joined.Add(_own[index].Prefix + name, value);
            }
        }

        return joined;
    }

    /// <summary>What cannot be saved should show before the training and not at its first checkpoint.</summary>
    private void Check()
    {
        using DisposeScope scope = NewDisposeScope();
        try
        {
            foreach (Tensor value in FileNames(withBest: false).SelectMany(file => Read(file).Values))
            {
                _ = SafetensorsTypes.NameOf(value.dtype);
            }
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw new SraClException($"This model cannot be saved in checkpoints: {e.Message} Change the types or names of its tensors, or train without checkpoints.", e);
        }
    }
}
