using System.Globalization;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;
using SraCl.Splits;

namespace SraCl.Cli.Runs;

/// <summary>A directory of semantic neighbors, as <c>sracl prepare</c> writes it, before its arrays are loaded.</summary>
/// <param name="Path">The directory.</param>
/// <param name="Manifest">What it says about itself.</param>
internal sealed record SemanticsSource(string Path, SemanticsManifest Manifest)
{
    /// <summary>Reads what a directory says about itself.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="SraClException">It is none of semantic neighbors, or is incomplete.</exception>
    public static SemanticsSource Open(string path) => new(path, SemanticsDirectory.ReadManifest(path));

    /// <summary>Says where the vectors come from, and under which rules the neighbors were found if a protocol does not say it.</summary>
    public string Describe()
    {
        string vectors = string.Join("; ", new[] { Manifest.Details.ItemEmbedder, Manifest.Details.SequenceEmbedder }.OfType<string>());
        string rules = Manifest.Protocol == SemanticProtocol.Custom ? $"rules of their own ({NeighborRulesText.Of(Manifest.Options)})" : string.Empty;
        return string.Join("; ", new[] { vectors, rules }.Where(text => text.Length > 0)) is { Length: > 0 } text ? text : "an unknown embedder";
    }

    /// <summary>Checks that the neighbors are such as losses want.</summary>
    /// <param name="k">The number of neighbors the losses use.</param>
    /// <param name="protocol">The protocol the losses follow.</param>
    /// <exception cref="SraClException">There are fewer neighbors, or they were found under the rules of the other protocol.</exception>
    public void CheckRules(int k, SraClProtocol protocol)
    {
        int known = Manifest.Options.K;
        if (k > known)
        {
            throw new SraClException($"--k is {k}, but '{Path}' holds {known} neighbors of each item and sequence. Give --k {known} or less, or find more with 'sracl prepare --k {k}'.");
        }

        if (Manifest.Protocol != SemanticProtocol.Custom && !string.Equals(Manifest.Protocol.ToString(), protocol.ToString(), StringComparison.Ordinal))
        {
            (string found, string wanted) = (ResultJson.Name(Manifest.Protocol), ResultJson.Name(protocol));
            throw new SraClException(
                $"'{Path}' was prepared under the {found} protocol, but --protocol is {wanted}: neighbors and losses would follow different rules. Give --protocol {found}, or prepare neighbors with 'sracl prepare --protocol {wanted}'.");
        }
    }

    /// <summary>Checks that the neighbors are those of a data set and split.</summary>
    /// <param name="data">The data.</param>
    /// <param name="interactions">The file it came from.</param>
    /// <exception cref="SraClException">They are of another data set or of another split.</exception>
    public void CheckData(LoadedData data, string interactions)
    {
        const string Cure = "Prepare neighbors of this data: 'sracl prepare' with the same --interactions and the same options for data and split.";
        string before = Figures(Manifest.UserCount, Manifest.ItemCount);
        string now = Figures(data.Summary.Users, data.Summary.Items);
        bool sameFigures = string.Equals(before, now, StringComparison.Ordinal);
        if (!sameFigures || (Manifest.Details.DatasetFingerprint is { } fingerprint && !string.Equals(fingerprint, data.Fingerprint, StringComparison.Ordinal)))
        {
            string difference = sameFigures ? $"both have {now}, but ids or sequences differ" : $"it was made from {before}, the file has {now}";
            throw new SraClException($"'{Path}' does not belong to '{interactions}' as it is read now: {difference}. {Cure}");
        }

        int sequences = Sequences(data.Split);
        if (sequences != Manifest.SequenceCount)
        {
            throw new SraClException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{Path}' was prepared for another split: it holds {Manifest.SequenceCount} sequences, but {data.Split.Protocol} gives {sequences}. {Cure}"));
        }
    }

    private static string Figures(int users, int items) => string.Create(CultureInfo.InvariantCulture, $"{users} users and {items} items");

    private int Sequences(DatasetSplit split) =>
        (Manifest.Options.SequencePool == SequencePool.AllPrefixes ? SequenceWindows.OfAll(split) : SequenceWindows.OfTraining(split.Train)).Length;
}
