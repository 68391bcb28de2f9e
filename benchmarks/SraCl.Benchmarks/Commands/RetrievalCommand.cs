using System.CommandLine;
using System.Diagnostics;
using SraCl.Benchmarks.Workloads;
using SraCl.Neighbors;
using SraCl.Semantic.Retrieval;
using SraCl.Semantic.Storage;

namespace SraCl.Benchmarks.Commands;

/// <summary>Times the search for the nearest neighbors of every row of a file of vectors.</summary>
internal static class RetrievalCommand
{
    private const int WarmupRows = 2000;

    public static Command Create()
    {
        var vectors = new Option<string>("--vectors") { Description = "File (.npy) of the 'vectors' command.", Required = true };
        var output = new Option<string>("--out") { Description = "File (.npy) to write the neighbors to.", Required = true };
        var k = new Option<int>("--k") { Description = "Number of neighbors.", DefaultValueFactory = _ => 10 };
        var threads = new Option<int>("--threads") { Description = "Threads of the search.", DefaultValueFactory = _ => 1 };
        var command = new Command("retrieval", "Times the exact search for each row's nearest other rows by cosine.") { vectors, output, k, threads };
        command.SetAction(parsed => Run(parsed.GetValue(vectors)!, parsed.GetValue(output)!, parsed.GetValue(k), parsed.GetValue(threads)));
        return command;
    }

    private static void Run(string vectors, string output, int k, int threads)
    {
        EmbeddingMatrix matrix = NpyFile.ReadEmbeddings(vectors);
        WarmUp(matrix, k, threads);
        GC.Collect();
        long before = ProcessMemory.Resident();
        TimeSpan used = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        NeighborTable neighbors = NearestNeighbors.Find(matrix, k, maxDegreeOfParallelism: threads);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        TimeSpan cpu = Environment.CpuUsage.TotalTime - used;
        long peak = ProcessMemory.Peak();
        NpyFile.WriteNeighbors(output, neighbors);
        Report.Write(new
        {
            Rows = matrix.RowCount,
            matrix.Dimension,
            Threads = threads,
            Seconds = elapsed.TotalSeconds,
            CpuSeconds = cpu.TotalSeconds,

            // Two rows are multiplied once: half of a product, two operations a number, for each of rows × (rows + 1).
            GigaflopsPerSecond = Math.Round(1e-9 * matrix.RowCount * (matrix.RowCount + 1.0) * matrix.Dimension / elapsed.TotalSeconds, 1),
            PeakMbAboveVectors = Math.Round((peak - before) / ProcessMemory.Megabyte, 1),
        });
    }

    /// <summary>Runs the compiler's tiers on a few rows. What a search takes in a process that lives on is what is asked for.</summary>
    private static void WarmUp(EmbeddingMatrix matrix, int k, int threads)
    {
        int rows = Math.Min(WarmupRows, matrix.RowCount);
        var few = new float[rows * matrix.Dimension];
        for (int row = 0; row < rows; row++)
        {
            matrix[row].CopyTo(few.AsSpan(row * matrix.Dimension));
        }

        for (int round = 0; round < 3; round++)
        {
            NearestNeighbors.Find(new EmbeddingMatrix(matrix.Dimension, few), k, maxDegreeOfParallelism: threads);
        }
    }
}
