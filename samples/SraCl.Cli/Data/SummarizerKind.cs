namespace SraCl.Cli.Data;

/// <summary>Who writes the texts that are embedded.</summary>
internal enum SummarizerKind
{
    /// <summary>Nobody: they are composed from the catalog.</summary>
    Offline,

    /// <summary>A model at a service that speaks OpenAI's protocol.</summary>
    Openai,
}
