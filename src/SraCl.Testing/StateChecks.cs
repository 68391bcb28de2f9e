using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Testing;

/// <summary>Checks of the module behind a backbone: its parameters, its modes, its devices.</summary>
internal static class StateChecks
{
    public static string? Gradients(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        Scores(subject, backbone).backward();
        string[] missed = backbone.Module.named_parameters()
            .Where(named => !subject.Options.ParametersWithoutGradient.Any(end => named.name.EndsWith(end, StringComparison.Ordinal)))
            .Where(named => named.parameter.grad is not { } gradient || Array.TrueForAll(ContractSubject.Numbers(gradient), value => value == 0))
            .Select(named => named.name)
            .ToArray();
        return missed.Length == 0
            ? null
            : $"No gradient reaches {string.Join(", ", missed)}. Use them, take them out, or name them in {nameof(BackboneContractOptions.ParametersWithoutGradient)}.";
    }

    public static string? SaveAndLoad(ContractSubject subject)
    {
        ISequenceBackbone saved = subject.Backbone;
        ISequenceBackbone loaded = subject.Make(seed: 2);
        using IDisposable noGradient = no_grad();
        ContractSubject.Disturb(saved);
        if (subject.Difference(Results(subject, saved), Results(subject, loaded), "-") is null)
        {
            return "Changing the module's parameters changes no result: what decides on the results is not registered in it.";
        }

        loaded.Module.load_state_dict(saved.Module.state_dict());
        return subject.Difference(Results(subject, saved), Results(subject, loaded), "What a backbone gives after loading the state of another") is { } fault
            ? fault + " Something that decides on the results is not in the module's state."
            : null;
    }

    public static string? Dropout(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        using IDisposable noGradient = no_grad();
        Tensor first = Results(subject, backbone, seed: 1);
        if (subject.Difference(first, Results(subject, backbone, seed: 2), "The result of evaluation, under another seed of torch's generator,") is { } fault)
        {
            return fault + " Something is drawn in evaluation mode.";
        }

        backbone.Module.train();
        Tensor one = Results(subject, backbone, seed: 1);
        bool differs = subject.Difference(one, Results(subject, backbone, seed: 2), "-") is not null;
        return subject.Options.HasDropout is { } expected && expected != differs
            ? $"Results of training {(differs ? "differ" : "do not differ")} from seed to seed, but the options say that the backbone has {(expected ? "dropout" : "no dropout")}."
            : null;
    }

    public static string? Repeatability(ContractSubject subject)
    {
        random.manual_seed(1);
        ISequenceBackbone one = subject.Backbone;
        random.manual_seed(2);
        ISequenceBackbone two = subject.Make();
        using IDisposable noGradient = no_grad();
        foreach (((string name, Parameter first), (_, Parameter second)) in one.Module.named_parameters().Zip(two.Module.named_parameters()))
        {
            if (!ContractSubject.Numbers(first).AsSpan().SequenceEqual(ContractSubject.Numbers(second)))
            {
                return $"Two backbones of the same seed begin with different {name}. Draw initial weights from a generator of the seed, not from torch's.";
            }
        }

        if (subject.IsSeeded && subject.Difference(one.ItemVectors(), subject.Make(seed: 2).ItemVectors(), "-") is null)
        {
            return "Backbones of different seeds begin with the same item vectors.";
        }

        one.Module.train();
        float[] Train() => ContractSubject.Numbers(Results(subject, one, seed: 5));
        return Train().AsSpan().SequenceEqual(Train()) ? null : "Training gives different results under the same seed of torch's generator: something is drawn elsewhere.";
    }

    public static string? Devices(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        using IDisposable noGradient = no_grad();
        Tensor before = Results(subject, backbone);
        foreach (Device device in cuda.is_available() ? new[] { CUDA, CPU } : [CPU])
        {
            backbone.Module.to(device);
            if (subject.Difference(before, Results(subject, backbone, device: device), $"The result on {device}") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>A sum of the scores of all items for a few sequences, each weighted differently.</summary>
    private static Tensor Scores(ContractSubject subject, ISequenceBackbone backbone)
    {
        Tensor vectors = ItemScoring.Vectors(backbone);
        Tensor scores = ItemScoring.Representations(backbone.Encode(Some(subject, backbone)), vectors).mm(vectors.t()); // [B, N]
        random.manual_seed(3);
        return (scores * randn_like(scores)).sum();
    }

    /// <summary>All that a backbone gives: scores of items, with biases where there are.</summary>
    private static Tensor Results(ContractSubject subject, ISequenceBackbone backbone, long seed = 1, Device? device = null)
    {
        random.manual_seed(seed);
        Tensor vectors = ItemScoring.Vectors(backbone);
        Tensor states = ItemScoring.Representations(backbone.Encode(Some(subject, backbone).to(device ?? CPU)), vectors);
        return cat([states, vectors, states.mm(vectors.t()).t().mm(states)]).cpu();
    }

    private static Tensor Some(ContractSubject subject, ISequenceBackbone backbone)
    {
        int slots = backbone.MaxLength;
        return ContractSubject.Ids(slots, subject.Items(slots, 1), subject.Items((slots + 1) / 2, 2), subject.Items(1, 3));
    }
}
