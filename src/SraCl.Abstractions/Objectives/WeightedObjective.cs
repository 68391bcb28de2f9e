namespace SraCl.Objectives;

/// <summary>An objective and the weight its loss has in the total.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Weight">The weight, finite and positive.</param>
public sealed record WeightedObjective(IObjective Objective, double Weight = 1)
{
    /// <summary>Gets the weight, finite and positive.</summary>
    public double Weight { get; } = double.IsFinite(Weight) && Weight > 0
        ? Weight
        : throw new ArgumentOutOfRangeException(nameof(Weight), Weight, "Expected a finite, positive weight; to switch an objective off, do not register it.");
}
