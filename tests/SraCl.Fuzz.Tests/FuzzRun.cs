using System.Diagnostics;
using System.Globalization;
using SraCl.Randomness;

namespace SraCl.Fuzz.Tests;

/// <summary>Feeds mutated inputs to the targets and collects what goes wrong.</summary>
/// <param name="seed">An input is a function of this and its number.</param>
/// <param name="directory">A folder of the run's own.</param>
/// <param name="hung">Told when an input takes longer than it may, on a thread of its own.</param>
internal sealed class FuzzRun(long seed, string directory, Action<string> hung)
{
    private const long MostBytes = 500L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    private readonly List<string> _findings = [];
    private readonly Dictionary<string, FuzzCounts> _counts = new(StringComparer.Ordinal);

    /// <summary>Gets the name of the only target to run; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Gets what went wrong, each with the number of its input.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Gets how the inputs went, by target.</summary>
    public IReadOnlyDictionary<string, FuzzCounts> Counts => _counts;

    /// <summary>Runs inputs.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="found">Told of each finding.</param>
    public async Task ExecuteAsync(int first, int count, Action<string>? found = null)
    {
        for (int number = first; number < first + count; number++)
        {
            CounterRandom random = CounterRandom.Create(seed).Derive(number);
            FuzzTarget target = Draw(ref random);
            if (Only is null || string.Equals(Only, target.Name, StringComparison.Ordinal))
            {
                await ExecuteAsync(number, target, random, found);
            }
        }
    }

    private static FuzzTarget Draw(ref CounterRandom random)
    {
        int place = random.NextInt32(FuzzTargets.All.Sum(target => target.Weight));
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            place -= target.Weight;
            if (place < 0)
            {
                return target;
            }
        }

        throw new UnreachableException();
    }

    private async Task ExecuteAsync(int number, FuzzTarget target, CounterRandom random, Action<string>? found)
    {
        if (!_counts.TryGetValue(target.Name, out FuzzCounts? counts))
        {
            _counts.Add(target.Name, counts = new FuzzCounts());
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"input {number} of seed {seed} ({target.Name})");
        FuzzInput input = Write(target, random);
        await using var watch = new Timer(_ => hung($"{name}: still not read after {MostTime.TotalSeconds} s"), null, MostTime, Timeout.InfiniteTimeSpan);
        long before = GC.GetTotalAllocatedBytes();
        string? finding = null;
        try
        {
            await target.ReadAsync(input);
            counts.Accepted++;
        }
        catch (SraClException e)
        {
            counts.Refused++;
            finding = string.IsNullOrWhiteSpace(e.Message) ? "the refusal says nothing" : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            counts.Findings++;
            finding = e is FindingException ? e.Message : e.ToString();
        }

        long allocated = GC.GetTotalAllocatedBytes() - before;
        if (finding is null && allocated > MostBytes)
        {
            finding = string.Create(CultureInfo.InvariantCulture, $"took {allocated >> 20} MB");
        }

        if (finding is not null)
        {
            _findings.Add($"{name}: {finding}");
            found?.Invoke(_findings[^1]);
        }
    }

    private FuzzInput Write(FuzzTarget target, CounterRandom random)
    {
        FuzzSeed[] seeds = target.Seeds(Empty(Path.Combine(directory, "seeds")));
        FuzzSeed chosen = seeds[random.NextInt32(seeds.Length)];
        FuzzSeed other = seeds[random.NextInt32(seeds.Length)];
        string folder = Empty(Path.Combine(directory, "input"));
        int damaged = random.NextInt32(chosen.Files.Count);
        bool absent = chosen.Files.Count > 1 && random.NextInt32(32) == 0;
        bool foreign = chosen.Files.Count > 1 && random.NextInt32(16) == 0;
        for (int i = 0; i < chosen.Files.Count; i++)
        {
            (string name, byte[] content) = chosen.Files[i];
            byte[] spliced = other.Files[Math.Min(i, other.Files.Count - 1)].Content;
            if (i == damaged && !absent)
            {
                // A file of another valid input is no damage in itself: the parts do not belong together.
                content = foreign ? spliced : Mutations.Apply(content, spliced, ref random);
            }

            if (i != damaged || !absent)
            {
                File.WriteAllBytes(Path.Combine(folder, name), content);
            }
        }

        return new FuzzInput(chosen.Kind, folder, Empty(Path.Combine(directory, "scratch")), Path.Combine(folder, chosen.Files[0].Name));
    }

    private static string Empty(string folder)
    {
        var info = new DirectoryInfo(folder);
        info.Create();
        foreach (FileInfo file in info.GetFiles())
        {
            file.Delete();
        }

        return folder;
    }
}
