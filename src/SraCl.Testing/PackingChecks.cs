using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Testing;

/// <summary>Checks of the optional interfaces.</summary>
internal static class PackingChecks
{
    public static string? Packing(ContractSubject subject)
    {
        if (subject.Backbone is not IPackedBackbone backbone)
        {
            throw new PropertySkippedException($"The backbone is no {nameof(IPackedBackbone)}.");
        }

        using IDisposable noGradient = no_grad();
        (long[][] rows, PackedSequences packed) = Sequences(subject, backbone, DropoutSource.Torch);
        Tensor last = backbone.EncodePacked(packed, EncodingOutput.Last); // [R, D]
        Tensor? states = States(backbone, packed); // [T, D]
        long slot = 0;
        int row = 0;
        foreach (SequenceRun run in packed.Runs)
        {
            for (int i = 0; i < run.Count; i++, row++, slot += run.Length)
            {
                Tensor alone = ContractSubject.Ids(run.Length, rows[row]);
                string what = $"of sequence {row + 1} of {rows.Length}, packed,";
                string? fault = subject.Difference(backbone.Encode(alone), last.narrow(0, row, 1), $"The representation {what}");
                if (fault is null && states is not null)
                {
                    // States of padding are undefined.
                    int padding = run.Length - rows[row].Length;
                    fault = subject.Difference(
                        backbone.EncodePositions(alone)[0].narrow(0, padding, rows[row].Length), states.narrow(0, slot + padding, rows[row].Length), $"A state {what}");
                }

                if (fault is not null)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    public static string? Replica(ContractSubject subject)
    {
        if (subject.Backbone is not IConcurrentBackbone backbone)
        {
            throw new PropertySkippedException($"The backbone is no {nameof(IConcurrentBackbone)}.");
        }

        using IDisposable noGradient = no_grad();
        IConcurrentBackbone replica = backbone.CreateReplica();
        try
        {
            replica.Module.eval();
            return Parameters(backbone, replica) ?? Results(subject, backbone, replica) ?? Draws(subject, backbone) ?? Ownership(subject, backbone, replica);
        }
        finally
        {
            replica.Module.Dispose();
        }
    }

    private static string? Parameters(IConcurrentBackbone backbone, IConcurrentBackbone replica)
    {
        (string name, Parameter parameter)[] own = backbone.Module.named_parameters().ToArray();
        (string name, Parameter parameter)[] copies = replica.Module.named_parameters().ToArray();
        if (!own.Select(named => named.name).SequenceEqual(copies.Select(named => named.name), StringComparer.Ordinal))
        {
            return "The replica has other parameters, or has them in another order.";
        }

        string[] different = own.Zip(copies)
            .Where(pair => !pair.First.parameter.shape.AsSpan().SequenceEqual(pair.Second.parameter.shape))
            .Select(pair => pair.First.name).ToArray();
        return different.Length == 0 ? null : $"The replica has another shape of {string.Join(", ", different)}.";
    }

    /// <summary>The replica gets the backbone's values first, as it does where it is used: those it begins with do not matter.</summary>
    private static string? Results(ContractSubject subject, IConcurrentBackbone backbone, IConcurrentBackbone replica)
    {
        foreach ((Parameter copy, Parameter original) in replica.Module.parameters().Zip(backbone.Module.parameters()))
        {
            copy.copy_(original);
        }

        (_, PackedSequences packed) = Sequences(subject, backbone, DropoutSource.Torch);
        return subject.Difference(backbone.EncodePacked(packed, EncodingOutput.Last), replica.EncodePacked(packed, EncodingOutput.Last), "The replica's result");
    }

    private static string? Draws(ContractSubject subject, IConcurrentBackbone backbone)
    {
        backbone.Module.train();
        Tensor Run(long torchs)
        {
            random.manual_seed(torchs);
            (_, PackedSequences packed) = Sequences(subject, backbone, new DropoutSource(CounterRandom.Create(7)));
            return backbone.EncodePacked(packed, EncodingOutput.Last);
        }

        string? fault = subject.Difference(Run(1), Run(2), "The result of training, under another seed of torch's generator,");
        backbone.Module.eval();
        return fault is null ? null : fault + " Let every random operation go through PackedSequences.Dropout.";
    }

    private static string? Ownership(ContractSubject subject, IConcurrentBackbone backbone, IConcurrentBackbone replica)
    {
        float[][] before = backbone.Module.parameters().Select(ContractSubject.Numbers).ToArray();
        ContractSubject.Disturb(replica);
        bool kept = backbone.Module.parameters().Select(ContractSubject.Numbers).Zip(before).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        return kept ? null : "Changing the replica's parameters changes the backbone's: they are not copies.";
    }

    private static Tensor? States(IPackedBackbone backbone, PackedSequences packed)
    {
        try
        {
            return backbone.EncodePacked(packed, EncodingOutput.Positions);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Runs of one item, of full length without padding, and of different lengths with padding.</summary>
    private static (long[][] Rows, PackedSequences Packed) Sequences(ContractSubject subject, ISequenceBackbone backbone, DropoutSource dropout)
    {
        int slots = backbone.MaxLength;
        int half = (slots + 1) / 2;
        long[][] rows = [subject.Items(1, 31), subject.Items(1, 32), subject.Items(half, 33), subject.Items(1, 34), subject.Items(slots, 35), subject.Items(slots, 36)];
        SequenceRun[] runs = [new(2, 1, HasPadding: false), new(2, half, HasPadding: half > 1), new(2, slots, HasPadding: false)];
        int[] widths = [1, 1, half, half, slots, slots];
        Tensor items = cat(rows.Select((row, i) => ContractSubject.Ids(widths[i], row).view(-1)).ToArray());
        return (rows, new PackedSequences(items, runs, dropout));
    }
}
