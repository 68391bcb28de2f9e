using SraCl.Batching;
using SraCl.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Losses;

/// <summary>Finds the false negatives of a batch for <see cref="ContrastiveLoss"/>.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed class FalseNegatives
{
    internal const FalseNegativeRules All = FalseNegativeRules.SameUser | FalseNegativeRules.SameTarget | FalseNegativeRules.EqualSequence;

    // Shared by all objectives of a run: a batch fills each field once.
    private static readonly BatchField<IdColumn> User = new UserField();
    private static readonly BatchField<IdColumn> FirstEqual = new FirstEqualField();

    private readonly BatchField<IdColumn>[] _columns;

    /// <summary>Creates the finder.</summary>
    /// <param name="rules">The rules; a pair that any of them names is a false negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rules are not of the enumeration.</exception>
    public FalseNegatives(FalseNegativeRules rules)
    {
        if ((rules & ~All) != FalseNegativeRules.None)
        {
            throw new ArgumentOutOfRangeException(nameof(rules), rules, $"Expected a combination of {All}, or {FalseNegativeRules.None}.");
        }

        var columns = new List<BatchField<IdColumn>>();
        if (rules.HasFlag(FalseNegativeRules.SameUser))
        {
            columns.Add(User);
        }

        if (rules.HasFlag(FalseNegativeRules.SameTarget))
        {
            columns.Add(StandardFields.Target);
        }

        if (rules.HasFlag(FalseNegativeRules.EqualSequence))
        {
            columns.Add(FirstEqual);
        }

        _columns = columns.ToArray();
    }

    /// <summary>Gets the batch fields that <see cref="Mask"/> reads; an objective lists them among its own.</summary>
    public IReadOnlyList<BatchField> Fields => _columns;

    /// <summary>Finds the false negatives of a step's batch.</summary>
    /// <param name="step">The step.</param>
    /// <returns>Bool <c>[B, B]</c>, true where two samples are alike (a sample and itself included), or null when there is no rule.</returns>
    public Tensor? Mask(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (_columns.Length == 0)
        {
            return null;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor mask = Alike(step.Ids(_columns[0])); // [B, B]
        for (int i = 1; i < _columns.Length; i++)
        {
            mask = mask.logical_or(Alike(step.Ids(_columns[i])));
        }

        return mask.MoveToOuterDisposeScope();
    }

    private static Tensor Alike(Tensor ids) => ids.unsqueeze(0).eq(ids.unsqueeze(1)); // [B, B]

    private sealed class UserField() : BatchField<IdColumn>("user")
    {
        protected override IdColumn CreateBuffer() => new();

        protected override void Fill(in BatchSamples samples, IdColumn buffer)
        {
            Span<int> users = buffer.Resize(samples.Count);
            for (int row = 0; row < users.Length; row++)
            {
                users[row] = samples.Windows[row].User;
            }
        }
    }

    /// <summary>Gives samples of equal input the same number: the first row of the batch with that input.</summary>
    private sealed class FirstEqualField() : BatchField<IdColumn>("first row of equal history")
    {
        protected override IdColumn CreateBuffer() => new();

        protected override void Fill(in BatchSamples samples, IdColumn buffer)
        {
            Span<int> first = buffer.Resize(samples.Count);
            for (int row = 0; row < first.Length; row++)
            {
                ReadOnlySpan<int> history = samples.History(row);
                int other = 0;
                while (other < row && !samples.History(other).SequenceEqual(history))
                {
                    other++;
                }

                first[row] = other;
            }
        }
    }
}
