using System.Text.Json;
using SraCl.Cli.Grids;

namespace SraCl.Cli.Searches;

/// <summary>What makes a search this one, kept in its directory: the same command goes on there, another one is refused.</summary>
internal static class SearchSettings
{
    /// <summary>The name of the file in the search's directory.</summary>
    public const string FileName = "settings.json";

    /// <summary>Makes the text. How many trials are drawn is left out: a search may be made longer.</summary>
    /// <param name="plan">The search.</param>
    public static string Create(SearchPlan plan) => JsonSerializer.Serialize(new
    {
        Search = plan.SearchSeed is null ? "grid" : "random",
        Searched = plan.Space.Dimensions.ToDictionary(dimension => dimension.Name, dimension => dimension.Text, StringComparer.Ordinal),
        Seed = plan.SearchSeed,
        plan.Stopping,
    });

    /// <summary>Checks that a directory is free or holds this search.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="settings">What <see cref="Create"/> gave.</param>
    /// <exception cref="SraClException">It holds another search, or its file cannot be read.</exception>
    public static void Check(string directory, string settings)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return;
        }

        IReadOnlyList<string> differences;
        try
        {
            differences = GridSettings.Differences(File.ReadAllText(path), settings);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Give --out another directory, or delete '{directory}' to search again.", e);
        }

        if (differences.Count > 0)
        {
            throw new SraClException($"'{directory}' holds another search: {string.Join(", ", differences)}. Give --out another directory, delete that one, or repeat its settings.");
        }
    }

    /// <summary>Keeps the text.</summary>
    /// <param name="directory">The directory; exists.</param>
    /// <param name="settings">The text.</param>
    public static void Save(string directory, string settings)
    {
        string path = Path.Combine(directory, FileName);
        File.WriteAllText(path + ".tmp", settings);
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
