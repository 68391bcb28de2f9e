using SraCl.Sequences;

namespace SraCl.Training.Data;

/// <summary>A data set and the figures of its preparation.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Summary">Its figures and what was dropped.</param>
public sealed record PreparedDataset(SequenceDataset Dataset, DatasetSummary Summary);
