using System.Diagnostics;

namespace SraCl.Benchmarks.Workloads;

/// <summary>Resident memory of this process, native tensors included.</summary>
internal static class ProcessMemory
{
    public const double Megabyte = 1 << 20;

    /// <summary>Reads what is resident now, in bytes.</summary>
    public static long Resident()
    {
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>Reads the most that was ever resident, in bytes.</summary>
    public static long Peak()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
