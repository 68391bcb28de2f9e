using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;

namespace SraCl.Backbones.Objectives;

/// <summary>Makes <see cref="Cloze"/> with weight 1, for backbones that have a mask token.</summary>
/// <remarks>Encodes two short sequences to see that the backbone gives states at positions. Safe for concurrent use.</remarks>
/// <param name="options">What is masked.</param>
public sealed class ClozeFactory(IOptions<ClozeOptions> options) : IObjectiveFactory
{
    /// <inheritdoc/>
    public WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        if (backbone.MaskToken is not { } maskToken)
        {
            throw new SraClException(
                $"The Cloze objective hides items behind a mask token, but {backbone.GetType().Name} has none. Use AddBert4Rec(), set TransformerOptions.MaskToken, "
                + "or train this backbone with AddNextItemCrossEntropy().");
        }

        var objective = new Cloze(maskToken, options.Value);
        PositionStates.SeeNewerItems(backbone, objective.Name, "AddNextItemCrossEntropy()");
        return new WeightedObjective(objective);
    }
}
