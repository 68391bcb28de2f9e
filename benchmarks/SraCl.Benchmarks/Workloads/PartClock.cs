using System.Diagnostics;

namespace SraCl.Benchmarks.Workloads;

/// <summary>Divides the time of a step among its parts.</summary>
internal sealed class PartClock
{
    private readonly Dictionary<string, List<double>> _parts = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Gets the milliseconds of every part, step by step; the parts in the order of a step.</summary>
    public IReadOnlyDictionary<string, List<double>> Milliseconds => _parts;

    /// <summary>Begins a part.</summary>
    public void Start() => _last = Stopwatch.GetTimestamp();

    /// <summary>Ends a part and begins the next.</summary>
    public void Lap(string part)
    {
        long now = Stopwatch.GetTimestamp();
        if (!_parts.TryGetValue(part, out List<double>? milliseconds))
        {
            // Roomy enough never to grow while managed allocations are counted.
            _parts.Add(part, milliseconds = new List<double>(capacity: 4096));
        }

        milliseconds.Add(Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
        _last = Stopwatch.GetTimestamp();
    }

    /// <summary>Forgets all times.</summary>
    public void Clear() => _parts.Clear();
}
