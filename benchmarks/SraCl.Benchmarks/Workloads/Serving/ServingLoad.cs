using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SraCl.Benchmarks.Workloads.Serving;

/// <summary>What a number of clients saw in a while.</summary>
/// <param name="Milliseconds">How long each request took, ascending.</param>
/// <param name="Errors">The number of requests without a good answer.</param>
/// <param name="Wrong">The number of answers that differ from the serial ones, in an item, its place or its score.</param>
/// <param name="Resident">What was resident in the server at the start, in the middle and at the end, in bytes.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Processor">The processor time of the server.</param>
internal sealed record ServingLoad(double[] Milliseconds, long Errors, long Wrong, long[] Resident, TimeSpan Elapsed, TimeSpan Processor)
{
    /// <summary>Gets a percentile of the latencies, in milliseconds.</summary>
    /// <param name="share">The share of requests that took no longer.</param>
    public double Percentile(double share) => Milliseconds.Length == 0 ? double.NaN : Milliseconds[(int)Math.Ceiling(share * Milliseconds.Length) - 1];

    /// <summary>Lets clients ask one request after the other, each on a connection of its own.</summary>
    /// <param name="api">The server.</param>
    /// <param name="cases">The requests.</param>
    /// <param name="clients">The number of clients.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ServingLoad> RunAsync(ServedApi api, ServingCase[] cases, int clients, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = api.Address };
        var milliseconds = new List<double>[clients];
        var resident = new List<long> { api.Resident() };
        long errors = 0;
        long wrong = 0;
        TimeSpan used = api.ProcessorTime();
        long start = Stopwatch.GetTimestamp();
        Task middle = MiddleAsync();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(() => AskAsync(number), cancellationToken)));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        await middle;
        resident.Add(api.Resident());
        return new ServingLoad([.. milliseconds.SelectMany(each => each).Order()], errors, wrong, [.. resident], elapsed, api.ProcessorTime() - used);

        async Task MiddleAsync()
        {
            await Task.Delay(duration / 2, cancellationToken);
            resident.Add(api.Resident());
        }

        async Task AskAsync(int number)
        {
            List<double> own = milliseconds[number] = [];
            for (int i = number * 997; Stopwatch.GetElapsedTime(start) < duration; i++)
            {
                ServingCase one = cases[i % cases.Length];
                using var content = new ByteArrayContent(one.Body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                long asked = Stopwatch.GetTimestamp();
                try
                {
                    using HttpResponseMessage response = await client.PostAsync(new Uri("/recommend", UriKind.Relative), content, cancellationToken);
                    byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                    own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    if (!response.IsSuccessStatusCode)
                    {
                        Interlocked.Increment(ref errors);
                    }
                    else if (!IsRight(answer, one))
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref errors);
                }
            }
        }
    }

    private static bool IsRight(byte[] answer, ServingCase one)
    {
        using var document = JsonDocument.Parse(answer);
        JsonElement items = document.RootElement.GetProperty("items");
        int place = 0;
        foreach (JsonElement item in items.EnumerateArray())
        {
            if (place == one.Expected.Length
                || !item.GetProperty("id").ValueEquals(one.Expected[place].ItemId)
                || item.GetProperty("score").GetSingle() != one.Expected[place].Score)
            {
                return false;
            }

            place++;
        }

        return place == one.Expected.Length;
    }
}
