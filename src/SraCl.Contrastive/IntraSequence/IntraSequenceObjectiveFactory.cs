using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Splits;

namespace SraCl.Contrastive.IntraSequence;

/// <summary>Makes <see cref="IntraSequenceObjective"/>s and checks that the neighbors belong to the data.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">The configuration.</param>
/// <param name="neighbors">The semantic neighbors of the data set's items.</param>
public sealed class IntraSequenceObjectiveFactory(IOptions<IntraSequenceOptions> options, ItemNeighbors? neighbors = null) : IObjectiveFactory
{
    /// <inheritdoc/>
    public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (neighbors is null)
        {
            throw new SraClException(
                "The intra-sequence contrast replaces items by their semantic neighbors, but none are registered. Add them with services.AddSingleton(new ItemNeighbors(table)).");
        }

        if (neighbors.ItemCount != train.ItemCount)
        {
            throw new SraClException(
                $"The item neighbors are of {neighbors.ItemCount} items ({neighbors.Table.RowCount} rows with the padding row) but the data has {train.ItemCount}. "
                + "Make the table from this data set, one row an item after the padding row.");
        }

        return new WeightedObjective(new IntraSequenceObjective(neighbors, options.Value), options.Value.Weight);
    }
}
