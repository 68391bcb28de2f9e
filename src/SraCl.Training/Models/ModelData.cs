namespace SraCl.Training.Models;

/// <summary>Which data a model was trained on.</summary>
/// <param name="Fingerprint">A hash of the data set that tells it from any other.</param>
/// <param name="Interactions">The path of the interactions as it was given to training; null when they came from elsewhere.</param>
/// <remarks>A note for people and checks; loading a model never opens the data. Immutable, hence safe for concurrent use.</remarks>
public sealed record ModelData(string Fingerprint, string? Interactions = null);
