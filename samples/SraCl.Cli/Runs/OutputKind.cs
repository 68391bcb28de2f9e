namespace SraCl.Cli.Runs;

/// <summary>What a directory is written for.</summary>
internal enum OutputKind
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>Semantic neighbors.</summary>
    Semantics,

    /// <summary>A search; its trials have directories of their own in it.</summary>
    Search,
}
