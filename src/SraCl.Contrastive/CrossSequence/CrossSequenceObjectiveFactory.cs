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
}
