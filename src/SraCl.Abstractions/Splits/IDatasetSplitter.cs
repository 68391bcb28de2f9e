using SraCl.Sequences;

namespace SraCl.Splits;

/// <summary>Divides a data set into training, validation and test.</summary>
/// <remarks>Implementations are deterministic and stateless: the same data set gives the same split. Safe for concurrent use.</remarks>
public interface IDatasetSplitter
{
    /// <summary>Divides a data set.</summary>
    /// <param name="dataset">The data set.</param>
    /// <returns>The three parts.</returns>
    /// <exception cref="SraClException">The data set cannot be divided this way; the message says why and what to do.</exception>
    DatasetSplit Split(SequenceDataset dataset);
}
