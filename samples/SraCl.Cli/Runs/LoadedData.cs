using SraCl.Cli.Data;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Data;

namespace SraCl.Cli.Runs;

/// <summary>The data of a run, read and divided.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Summary">Its figures.</param>
/// <param name="Split">Its parts.</param>
/// <param name="Fingerprint">What the data set is recognized by.</param>
internal sealed record LoadedData(SequenceDataset Dataset, DatasetSummary Summary, DatasetSplit Split, string Fingerprint)
{
    /// <summary>Reads and divides data.</summary>
    /// <param name="recipe">How.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SraClException">The data is not usable.</exception>
    public static LoadedData Load(DataRecipe recipe, CancellationToken cancellationToken)
    {
        PreparedDataset data = recipe.Load(cancellationToken);
        return new LoadedData(data.Dataset, data.Summary, recipe.Divide(data.Dataset), DatasetFingerprint.Compute(data.Dataset));
    }
}
