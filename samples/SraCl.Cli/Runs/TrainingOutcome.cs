using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Runs;

/// <summary>What a run brought; the model is saved.</summary>
/// <param name="Data">The data.</param>
/// <param name="Training">The epochs.</param>
/// <param name="Parameters">The number of trained numbers in the backbone.</param>
/// <param name="Validation">The validation of the best epoch.</param>
/// <param name="Test">The test; null when the run was cancelled.</param>
internal sealed record TrainingOutcome(LoadedData Data, TrainingResult Training, long Parameters, EvaluationResult Validation, EvaluationResult? Test);
