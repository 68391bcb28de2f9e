using System.Text.Json.Nodes;
using SraCl.Training.Evaluation;

namespace SraCl.Training.Models;

/// <summary>What a saved model tells about its origin, beside what is needed to load it.</summary>
/// <remarks>Not safe for concurrent use: <see cref="Training"/> can be changed.</remarks>
public sealed record ModelDetails
{
    /// <summary>Gets the protocol that the model's results were measured under; null when it was not evaluated.</summary>
    public EvaluationProtocol? Protocol { get; init; }

    /// <summary>Gets the data the model was trained on; null when unknown.</summary>
    public ModelData? Data { get; init; }

    /// <summary>Gets a summary of the training, such as options, best epoch and results; null when the model was not trained by SraCl.</summary>
    public JsonObject? Training { get; init; }
}
