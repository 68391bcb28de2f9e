namespace SraCl.Training.Statistics;

/// <summary>Where a true value lies, with a stated confidence.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end, at least <paramref name="Lower"/>.</param>
/// <param name="Level">The confidence, such as 0.95.</param>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public readonly record struct ConfidenceInterval(double Lower, double Upper, double Level);
