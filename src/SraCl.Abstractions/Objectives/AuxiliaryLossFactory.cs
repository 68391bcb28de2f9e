using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Objectives;

/// <summary>Makes an <see cref="AuxiliaryLoss"/> of every registered objective, for a training loop of one's own.</summary>
/// <remarks>
/// Takes all registered objectives: register those that are wanted beside the loop's own loss, and no main loss. Safe for concurrent use.
/// </remarks>
/// <param name="objectives">The registered objectives.</param>
public sealed class AuxiliaryLossFactory(IEnumerable<IObjectiveFactory> objectives)
{
    private readonly IObjectiveFactory[] _objectives = objectives.ToArray();

    /// <summary>Makes the sum of the registered objectives.</summary>
    /// <param name="backbone">The backbone that is trained, on its device; <see cref="ModuleBackbone"/> makes one of any module.</param>
    /// <param name="train">What training may see.</param>
    /// <param name="samples">The training samples of the loop; a sample's place in this list is its number.</param>
    /// <param name="seed">The seed of everything the objectives draw, except dropout.</param>
    /// <returns>The sum; owned by the caller.</returns>
    /// <exception cref="SraClException">The objectives do not fit the data or the backbone; the message says what to do.</exception>
    public AuxiliaryLoss Create(ISequenceBackbone backbone, TrainingSplit train, IReadOnlyList<SequenceWindow> samples, long seed = 2024)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(samples);
        var made = new List<WeightedObjective>();
        try
        {
            foreach (IObjectiveFactory factory in _objectives)
            {
                made.Add(factory.Create(train, backbone));
            }

            return new AuxiliaryLoss(backbone, train, samples, made, seed);
        }
        catch
        {
            foreach (IDisposable objective in made.Select(weighted => weighted.Objective).OfType<IDisposable>())
            {
                objective.Dispose();
            }

            throw;
        }
    }
}
