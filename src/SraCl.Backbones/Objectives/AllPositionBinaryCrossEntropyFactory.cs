using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;

namespace SraCl.Backbones.Objectives;

/// <summary>Makes <see cref="AllPositionBinaryCrossEntropy"/> with weight 1, for backbones whose states can predict the item that follows.</summary>
/// <remarks>Encodes two short sequences to see what the backbone's states are. Stateless, hence safe for concurrent use.</remarks>
public sealed class AllPositionBinaryCrossEntropyFactory : IObjectiveFactory
{
    /// <inheritdoc/>
    public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var objective = new AllPositionBinaryCrossEntropy(train);
        if (PositionStates.SeeNewerItems(backbone, objective.Name, "AddNextItemCrossEntropy()"))
        {
            throw new SraClException(
                $"The {objective.Name} predicts the next item at every position, but the states of {backbone.GetType().Name} see that item already: its attention is "
                + "bidirectional. Train it with AddCloze(), or make its attention causal.");
        }

        return new WeightedObjective(objective);
    }
}
