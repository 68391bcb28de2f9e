using System.Text.Json.Nodes;

namespace SraCl.Training.Models;

/// <summary>The contents of <c>model.json</c>: what a saved model is, and where it came from.</summary>
/// <remarks>Not safe for concurrent use: the JSON objects can be changed.</remarks>
public sealed record ModelManifest
{
    /// <summary>Gets the version of the directory's format; <see cref="ModelDirectory.FormatVersion"/> when it was saved by this version of SraCl.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Gets the version of SraCl that saved the model.</summary>
    public required string SraClVersion { get; init; }

    /// <summary>Gets the name of the backbone's kind (<see cref="Modeling.IBackboneFactory.Name"/>).</summary>
    public required string Backbone { get; init; }

    /// <summary>Gets the configuration of the backbone (<see cref="Modeling.IBackboneFactory.Describe"/>).</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>Gets the number of items N.</summary>
    public required int ItemCount { get; init; }

    /// <summary>Gets the SHA-256 of the other files of the directory by their names, in hexadecimal digits; null for a model that was saved without, whose files are not compared.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>Gets where the model came from.</summary>
    public required ModelDetails Details { get; init; }
}
