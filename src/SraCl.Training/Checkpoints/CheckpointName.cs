using System.Globalization;

namespace SraCl.Training.Checkpoints;

/// <summary>Where in a run a checkpoint was written, and the name of its directory: <c>checkpoint-EEEE-SSSSSS</c>.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The number of its steps that are done.</param>
internal readonly record struct CheckpointName(int Epoch, int Step)
{
    private const string Prefix = "checkpoint-";

    /// <summary>Reads the name of a directory; null when it is not that of a complete checkpoint.</summary>
    public static CheckpointName? Parse(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = name[Prefix.Length..].Split('-');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int step)
            ? new CheckpointName(epoch, step)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Epoch:D4}-{Step:D6}");

    /// <summary>Says the place in words.</summary>
    public string InWords() => string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}, step {Step}");
}
