namespace SraCl.Splits;

/// <summary>A data set divided into what training sees, what model selection is measured on, and what the final result is measured on.</summary>
/// <param name="Protocol">How the split was made, in words that stand beside every result, such as <c>leave-one-out</c>.</param>
/// <param name="Train">What training may see.</param>
/// <param name="Validation">The cases that choose the best epoch and hyper-parameters.</param>
/// <param name="Test">The cases of the final result.</param>
public sealed record DatasetSplit(string Protocol, TrainingSplit Train, EvaluationSplit Validation, EvaluationSplit Test);
