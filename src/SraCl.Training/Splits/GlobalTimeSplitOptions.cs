namespace SraCl.Training.Splits;

/// <summary>Where a global-time split cuts.</summary>
/// <remarks>
/// A start given as a time wins over the share. Both shares count events of the whole data set; events at the very time of a cut all fall behind it.
/// Not safe for concurrent changes.
/// </remarks>
public sealed class GlobalTimeSplitOptions
{
    /// <summary>Gets or sets the time of the first validation event, in the unit of the data; null (default) to use <see cref="ValidationShare"/>.</summary>
    public long? ValidationStart { get; set; }

    /// <summary>Gets or sets the time of the first test event, in the unit of the data; null (default) to use <see cref="TestShare"/>.</summary>
    public long? TestStart { get; set; }

    /// <summary>Gets or sets the share of events, above 0, that come before the test events and validate; 0.1 by default.</summary>
    public double ValidationShare { get; set; } = 0.1;

    /// <summary>Gets or sets the share of the newest events, above 0, that test; 0.1 by default. The two shares are below 1 together.</summary>
    public double TestShare { get; set; } = 0.1;

    /// <summary>Gets or sets which events of a window are predicted; <see cref="EvaluationCases.EveryEvent"/> by default.</summary>
    public EvaluationCases Cases { get; set; } = EvaluationCases.EveryEvent;

    /// <summary>Checks the options.</summary>
    /// <exception cref="SraClException">An option is out of its range or contradicts another.</exception>
    internal void Validate()
    {
        CheckShare(nameof(ValidationShare), ValidationShare);
        CheckShare(nameof(TestShare), TestShare);
        if (ValidationShare + TestShare >= 1)
        {
            throw new SraClException(FormattableString.Invariant(
                $"{nameof(GlobalTimeSplitOptions)}.{nameof(ValidationShare)} + {nameof(TestShare)} is {ValidationShare + TestShare}; expected a sum below 1, or nothing is left to train on."));
        }

        if (ValidationStart >= TestStart)
        {
            throw new SraClException(FormattableString.Invariant(
                $"{nameof(GlobalTimeSplitOptions)}.{nameof(ValidationStart)} is {ValidationStart}; expected a time before {nameof(TestStart)} ({TestStart})."));
        }

        if (!Enum.IsDefined(Cases))
        {
            throw new SraClException($"{nameof(GlobalTimeSplitOptions)}.{nameof(Cases)} is {Cases}; expected {nameof(EvaluationCases.EveryEvent)} or {nameof(EvaluationCases.FirstOfUser)}.");
        }
    }

    private static void CheckShare(string name, double share)
    {
        if (share is not (> 0 and < 1))
        {
            throw new SraClException(FormattableString.Invariant($"{nameof(GlobalTimeSplitOptions)}.{name} is {share}; expected a share above 0 and below 1."));
        }
    }
}
