using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace SraCl.Training.Recommendation;

/// <summary>Counts and times the calls of recommenders, for whoever listens: OpenTelemetry, <c>dotnet-counters</c>.</summary>
internal static class RecommendationMetrics
{
    private static readonly Meter Meter = new(
        Recommender.MeterName, typeof(RecommendationMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("sracl.recommendation.duration", "s", "How long calls took.");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("sracl.recommendation.requests", "{request}", "How many histories or items were asked about, by outcome.");
    private static readonly Counter<long> Unknown = Meter.CreateCounter<long>("sracl.recommendation.unknown_items", "{item}", "How many items of histories the model did not know.");

    /// <summary>Carries out a call and notes what became of it.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="operation">The kind of call.</param>
    /// <param name="requests">The number of histories or items that are asked about.</param>
    /// <param name="call">The call.</param>
    public static T Measure<T>(string operation, int requests, Func<T> call)
    {
        long start = Stopwatch.GetTimestamp();
        string outcome = "error";
        try
        {
            T answer = call();
            outcome = "ok";
            return answer;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        catch (UnknownItemException e)
        {
            outcome = "unknown_item";
            CountUnknown(e.ItemIds.Count);
            throw;
        }
        catch (ArgumentException)
        {
            outcome = "invalid";
            throw;
        }
        finally
        {
            var tags = new TagList { { "operation", operation }, { "outcome", outcome } };
            Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
            Requests.Add(requests, tags);
        }
    }

    /// <summary>Notes items that the model did not know.</summary>
    /// <param name="count">Their number.</param>
    public static void CountUnknown(int count)
    {
        if (count > 0)
        {
            Unknown.Add(count);
        }
    }
}
