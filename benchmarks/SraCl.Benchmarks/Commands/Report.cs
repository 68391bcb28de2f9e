using System.Text.Json;

namespace SraCl.Benchmarks.Commands;

/// <summary>Prints a measurement as one line of JSON, in the words of the Python side.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write<T>(T measurement) => Console.WriteLine(JsonSerializer.Serialize(measurement, Format));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Order().ToArray();
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
