using System.Text.Json.Nodes;

namespace SraCl.Training.Checkpoints;

/// <summary>Compares the settings of a checkpoint with those of a run that wants to go on from it.</summary>
internal static class SettingsComparison
{
    // A setting that is null and one that a version did not have yet are the same.
    private const string None = "none";

    /// <summary>Finds what differs.</summary>
    /// <param name="there">The settings of the checkpoint.</param>
    /// <param name="now">The settings of the run.</param>
    /// <returns>A text for each difference, with the setting's name and both values; empty when there is none.</returns>
    public static IEnumerable<string> Differences(JsonObject? there, JsonObject? now)
    {
        Dictionary<string, string> before = Leaves(there);
        Dictionary<string, string> after = Leaves(now);
        return before.Keys.Union(after.Keys, StringComparer.Ordinal)
            .Select(path => (Name: path[(path.LastIndexOf('/') + 1)..], Before: before.GetValueOrDefault(path, None), After: after.GetValueOrDefault(path, None)))
            .Where(leaf => !string.Equals(leaf.Before, leaf.After, StringComparison.Ordinal))
            .Select(leaf => $"{leaf.Name} is {leaf.Before} there and {leaf.After} now");
    }

    private static Dictionary<string, string> Leaves(JsonObject? settings)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(string.Empty, settings);
        return leaves;

        void Add(string path, JsonNode? node)
        {
            switch (node)
            {
                case null:
                    return;
                case JsonObject members:
                    foreach ((string name, JsonNode? member) in members)
                    {
                        Add($"{path}/{name}", member);
                    }

                    return;
                default:
                    // Not ToString: a number that was computed and one that was read may be written differently, as in 1 and 1.0.
                    leaves.Add(path, node is JsonValue value && value.TryGetValue(out string? text) ? text : node.ToJsonString());
                    return;
            }
        }
    }
}
