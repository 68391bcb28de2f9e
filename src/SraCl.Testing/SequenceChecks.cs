using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Testing;

/// <summary>Checks of what a sequence's representation may depend on.</summary>
internal static class SequenceChecks
{
    public static string? PaddingInvariance(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        using IDisposable noGradient = no_grad();
        foreach (int length in Lengths(backbone))
        {
            long[] items = subject.Items(length, length);
            foreach (int slots in Enumerable.Range(length + 1, backbone.MaxLength - length))
            {
                Tensor bare = ContractSubject.Ids(length, items);
                Tensor padded = ContractSubject.Ids(slots, items);
                string what = $"of {length} items with {slots - length} slots of padding before them";
                if (subject.Difference(backbone.Encode(bare), backbone.Encode(padded), $"The representation {what}") is { } fault)
                {
                    return fault;
                }

                if (ContractSubject.Positions(backbone, bare) is { } states
                    && subject.Difference(states, backbone.EncodePositions(padded).narrow(1, slots - length, length), $"The states {what}") is { } other)
                {
                    return other;
                }
            }
        }

        return null;
    }

    public static string? CropInvariance(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        using IDisposable noGradient = no_grad();
        long[] items = subject.Items(backbone.MaxLength + 3, 5);
        Tensor newest = backbone.Encode(ContractSubject.Ids(backbone.MaxLength, items[3..]));
        var sequences = new RaggedSequences();
        sequences.Add(Array.ConvertAll(items, item => (int)item));
        sequences.Add(Array.ConvertAll(items[3..], item => (int)item));
        Tensor cut = new SequenceEncoder(backbone, CPU).Encode(sequences); // [2, D]
        return subject.Difference(newest, cut.narrow(0, 0, 1), "The representation of a sequence cut to its newest items")
            ?? subject.Difference(newest, cut.narrow(0, 1, 1), "The representation of a sequence as long as can be");
    }

    public static string? Causality(ContractSubject subject)
    {
        if (!subject.Options.IsCausal)
        {
            throw new PropertySkippedException("The options say that the backbone is not causal.");
        }

        ISequenceBackbone backbone = subject.Backbone;
        int length = backbone.MaxLength;
        if (length < 2)
        {
            throw new PropertySkippedException("The backbone has one slot.");
        }

        using IDisposable noGradient = no_grad();
        long[] items = subject.Items(length, 3);
        Tensor before = ContractSubject.Positions(backbone, ContractSubject.Ids(length, items)) ?? throw new PropertySkippedException("The backbone gives one state a sequence.");
        for (int changed = 1; changed < length; changed++)
        {
            long[] other = [.. items];
            other[changed] = 1 + (other[changed] % backbone.ItemCount);
            Tensor after = backbone.EncodePositions(ContractSubject.Ids(length, other));
            if (subject.Difference(before.narrow(1, 0, changed), after.narrow(1, 0, changed), $"A state before item {changed + 1} of {length}, when that item changes,") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    public static string? BatchInvariance(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        using IDisposable noGradient = no_grad();
        int slots = backbone.MaxLength;
        long[][] rows = [.. Lengths(backbone).Append(slots).Select((length, i) => subject.Items(length, 20 + i)), []];
        Tensor together = backbone.Encode(ContractSubject.Ids(slots, rows)); // [B, D]
        for (int row = 0; row < rows.Length - 1; row++)
        {
            Tensor alone = backbone.Encode(ContractSubject.Ids(slots, rows[row]));
            if (subject.Difference(alone, together.narrow(0, row, 1), $"The representation of sequence {row + 1} of {rows.Length} in a call, against the same sequence alone,") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    public static string? PaddingRows(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        foreach (int slots in new[] { 1, backbone.MaxLength })
        {
            Tensor items = ContractSubject.Ids(slots, [], subject.Items(1, 1));
            foreach (bool training in new[] { false, true })
            {
                backbone.Module.train(training);
                Tensor states = backbone.Encode(items);
                states.sum().backward();
                string? fault = ContractSubject.NotFinite(states, $"Encode of a row of {slots} slots of padding")
                    ?? (ContractSubject.Positions(backbone, items) is { } positions ? ContractSubject.NotFinite(positions, "EncodePositions of a row of padding") : null);
                foreach ((string name, Parameter parameter) in backbone.Module.named_parameters())
                {
                    fault ??= parameter.grad is { } gradient ? ContractSubject.NotFinite(gradient, $"The gradient of {name} after a row of padding") : null;
                }

                if (fault is not null)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    /// <summary>A few lengths below the largest.</summary>
    private static int[] Lengths(ISequenceBackbone backbone) =>
        new[] { 1, 2, backbone.MaxLength / 2, backbone.MaxLength - 1 }.Where(length => length >= 1 && length < backbone.MaxLength).Distinct().ToArray();
}
