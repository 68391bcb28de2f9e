using SraCl.Fuzz.Tests.Targets;

namespace SraCl.Fuzz.Tests;

/// <summary>Everything that reads files from outside.</summary>
internal static class FuzzTargets
{
    /// <summary>Gets all targets; a new one goes to the end.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new InteractionTarget(),
        new CatalogTarget(),
        new NpyEmbeddingsTarget(),
        new NpyNeighborsTarget(),
        new SafetensorsTarget(),
        new ModelTarget(),
        new SemanticsTarget(),
        new StoredAnswersTarget(),
        new StoredVectorsTarget(),
        new AnswerTarget(),
        new LanguageModelTarget(),
        new CheckpointTarget(),
    ];
}
