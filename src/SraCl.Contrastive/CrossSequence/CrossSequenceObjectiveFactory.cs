using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>Makes <see cref="CrossSequenceObjective"/>s and checks that the neighbors belong to the data.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">The configuration.</param>
/// <param name="neighbors">The semantic neighbors of the training samples.</param>
public sealed class CrossSequenceObjectiveFactory(IOptions<CrossSequenceOptions> options, SampleNeighbors? neighbors = null) : IObjectiveFactory
{
    /// <inheritdoc/>
    public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(backbone);
        if (neighbors is null)
        {
            throw new SraClException(
                "The cross-sequence contrast makes positives of semantic neighbors of the training sequences, but none are registered. "
                + "Add them with services.AddSingleton(new SampleNeighbors(...)).");
        }

        CheckData(neighbors, train.Sequences);
        for (int user = 0; user < train.Sequences.Count; user++)
        {
            CheckSamples(neighbors, user, train.Sequences.Length(user) - 1);
        }

        return new WeightedObjective(new CrossSequenceObjective(neighbors, backbone.HiddenSize, options.Value), options.Value.Weight);
    }

    private static void CheckData(SampleNeighbors neighbors, ItemSequences train)
    {
        if (neighbors.Sequences.Count != train.Count)
        {
            throw new SraClException($"The sequence neighbors are of {neighbors.Sequences.Count} users but the data has {train.Count}. Make them from this data set.");
        }

        for (int user = 0; user < train.Count; user++)
        {
            if (!neighbors.Sequences[user].StartsWith(train[user]))
            {
                throw new SraClException($"The sequence neighbors know other items of user {user} than the training data. Make them from this data set and split.");
            }
        }
    }

    /// <summary>Whatever windows a run trains on, a user's newest is among them; the older ones may be left out of the set.</summary>
    private static void CheckSamples(SampleNeighbors neighbors, int user, int newest)
    {
        for (int end = newest; end >= 1; end--)
        {
            int row = neighbors.RowOf(new SequenceWindow(user, end));
            if (row < 0 && end == newest)
            {
                throw new SraClException(
                    $"The newest training sample of user {user} (end {end}) has no row among the sequence neighbors. Make them from all samples of this training run.");
            }

            if (row >= 0 && neighbors.Table[row].IsEmpty)
            {
                throw new SraClException(
                    $"The training sample (user {user}, end {end}) has no neighbor. Let more rows into the pool, or make the table with fewer exclusions.");
            }
        }
    }
}
