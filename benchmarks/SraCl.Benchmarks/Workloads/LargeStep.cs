namespace SraCl.Benchmarks.Workloads;

/// <summary>What the steps of a training with a large catalogue took.</summary>
/// <param name="Items">The number of items N.</param>
/// <param name="Negatives">The number of drawn items; 0 for the softmax over the whole catalogue.</param>
/// <param name="Threads">The number of threads that work side by side.</param>
/// <param name="StepMs">The median time of a step.</param>
/// <param name="CpuMs">The median processor time of a step.</param>
/// <param name="TableMb">The item table; weights and both moments of Adam are three of them.</param>
/// <param name="LoadedMb">What was resident before there was a model: the runtime, libtorch, the data.</param>
/// <param name="StepPeakMb">The most that was resident in the steps.</param>
/// <param name="RankingPeakMb">The most that was resident once the cases were ranked and the best weights kept, one more table.</param>
/// <param name="Cases">The number of ranked cases.</param>
/// <param name="RankingS">The time of ranking them.</param>
/// <param name="Loss">The mean loss of the steps.</param>
internal sealed record LargeStep(
    int Items,
    int Negatives,
    int Threads,
    double StepMs,
    double CpuMs,
    double TableMb,
    double LoadedMb,
    double StepPeakMb,
    double RankingPeakMb,
    int Cases,
    double RankingS,
    double Loss)
{
    /// <summary>Gets the most that was resident in the steps beyond the table and Adam's two moments, the runtime included.</summary>
    public double BeyondMb => StepPeakMb - (3 * TableMb);
}
