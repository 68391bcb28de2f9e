namespace SraCl.Benchmarks.Workloads;

/// <summary>What loading a file of interactions took.</summary>
/// <param name="Events">The number of events of the data set.</param>
/// <param name="Users">Its users.</param>
/// <param name="Items">Its items.</param>
/// <param name="LoadS">The time of loading.</param>
/// <param name="CpuS">The processor time of loading.</param>
/// <param name="LoadPeakMb">The most that was resident while loading, the runtime included.</param>
/// <param name="HeldMb">The managed memory that the data set holds.</param>
/// <param name="SplitS">The time of a leave-one-out split.</param>
/// <param name="TimeSplitS">The time of a global-time split.</param>
/// <param name="FingerprintS">The time of a fingerprint.</param>
/// <param name="PeakMb">The most that was resident at all.</param>
internal sealed record LoadedFile(
    long Events,
    int Users,
    int Items,
    double LoadS,
    double CpuS,
    double LoadPeakMb,
    double HeldMb,
    double SplitS,
    double TimeSplitS,
    double FingerprintS,
    double PeakMb);
