namespace SraCl.Cli.Data;

/// <summary>What <c>--embedder</c> names.</summary>
/// <param name="Kind">Where the vectors come from.</param>
/// <param name="Path">The file or directory that belongs to it; null where none does.</param>
internal sealed record ItemEmbedder(ItemEmbedderKind Kind, string? Path = null)
{
    private static readonly (string Name, ItemEmbedderKind Kind, bool HasPath)[] All =
    [
        ("lsa", ItemEmbedderKind.Lsa, false),
        ("collaborative", ItemEmbedderKind.Collaborative, false),
        ("openai", ItemEmbedderKind.OpenAI, false),
        ("simcse", ItemEmbedderKind.Simcse, true),
        ("npy", ItemEmbedderKind.Npy, true),
        ("safetensors", ItemEmbedderKind.Safetensors, true),
    ];

    /// <summary>Gets whether vectors are made of texts.</summary>
    public bool ReadsTexts => Kind is ItemEmbedderKind.Lsa || IsModel;

    /// <summary>Gets whether a model embeds texts one by one, so that its vectors are worth keeping.</summary>
    public bool IsModel => Kind is ItemEmbedderKind.OpenAI or ItemEmbedderKind.Simcse;

    /// <summary>Gets whether the vectors come from a file.</summary>
    public bool IsFile => Kind is ItemEmbedderKind.Npy or ItemEmbedderKind.Safetensors;

    /// <summary>Reads the option.</summary>
    /// <param name="text">Its value.</param>
    /// <exception cref="SraClException">It names no embedder.</exception>
    public static ItemEmbedder Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        (string name, string? path) = colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
        return All.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase) && entry.HasPath == !string.IsNullOrEmpty(path) && (entry.HasPath || colon < 0))
            is { Name: not null } found
            ? new ItemEmbedder(found.Kind, path)
            : throw new SraClException($"--embedder is '{text}'; expected {string.Join(", ", All.Where(entry => !entry.HasPath).Select(entry => entry.Name))}; or {string.Join(", ", All.Where(entry => entry.HasPath).Select(entry => entry.Name + ":"))} and the name of a file or folder.");
    }
}
