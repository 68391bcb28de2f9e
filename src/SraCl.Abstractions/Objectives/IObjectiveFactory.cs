using SraCl.Modeling;
using SraCl.Splits;

namespace SraCl.Objectives;

/// <summary>Makes an objective for a training run, once its data and backbone are known.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IObjectiveFactory
{
    /// <summary>Makes the objective, on the CPU.</summary>
    /// <param name="train">The training split; an objective checks here that what it brings along fits the data.</param>
    /// <param name="backbone">The backbone that will be trained.</param>
    /// <returns>The objective and its weight.</returns>
    /// <exception cref="SraClException">What the objective was given does not fit the data or the backbone.</exception>
    WeightedObjective Create(TrainingSplit train, ISequenceBackbone backbone);
}
