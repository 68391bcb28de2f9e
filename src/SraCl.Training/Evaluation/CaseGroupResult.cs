namespace SraCl.Training.Evaluation;

/// <summary>The metrics of a group of cases.</summary>
/// <param name="Name">What the cases have in common, such as <c>length &lt; 7</c>.</param>
/// <param name="CaseCount">The number of cases.</param>
/// <param name="Metrics">The means over the cases by name, as in <see cref="EvaluationResult.Metrics"/>; empty for a group without cases.</param>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record CaseGroupResult(string Name, int CaseCount, IReadOnlyDictionary<string, double> Metrics);
