using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Data;
using SraCl.Training.Splits;
using SraCl.Training.Windows;

namespace SraCl.Benchmarks.Workloads;

/// <summary>A data set, split leave-one-out, with its training samples (all prefixes).</summary>
internal sealed class TrainingData
{
    /// <summary>The variable that names a file to be used instead of the synthetic data.</summary>
    public const string FileVariable = "SRACL_BENCHMARK_INTERACTIONS";

    /// <summary>
    /// Samples are visited at a prime stride: the Python side computes the same batches, and every batch is spread over the file.
    /// </summary>
    private const long SampleStride = 1_000_003;

    public TrainingData(SequenceDataset dataset)
    {
        Items = dataset.Items;
        Split = new LeaveOneOutSplitter().Split(dataset);
        Samples = TrainingSamples.Create(Split.Train, TrainingWindows.AllPrefixes, maxLength: 1);
    }

    public IdMap Items { get; }

    public DatasetSplit Split { get; }

    public SequenceWindow[] Samples { get; }

    public static TrainingData Load(string path) => new(InteractionFile.Load(path).Dataset);

    /// <summary>Loads the file that the environment names, or makes data of Beauty's size.</summary>
    public static TrainingData FromEnvironment() => Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } path
        ? Load(path)
        : new TrainingData(SyntheticShop.Create());

    /// <summary>Lists the samples of other windows than all prefixes.</summary>
    public SequenceWindow[] SamplesOf(TrainingWindows windows, int maxLength) =>
        windows == TrainingWindows.AllPrefixes ? Samples : TrainingSamples.Create(Split.Train, windows, maxLength);

    /// <summary>Writes the samples of a step's batch: positions and sample numbers.</summary>
    public static void FillBatch(SequenceWindow[] samples, int step, Span<SequenceWindow> positions, Span<int> indices)
    {
        for (int row = 0; row < positions.Length; row++)
        {
            long place = ((long)step * positions.Length) + row;
            indices[row] = (int)(place * SampleStride % samples.Length);
            positions[row] = samples[indices[row]];
        }
    }
}
