using System.Globalization;
using SraCl.Randomness;

namespace SraCl.Benchmarks.Workloads;

/// <summary>A large file of interactions as shops export them: text ids of users and items, events in the order of time.</summary>
internal static class SyntheticEvents
{
    private const int UserIdLength = 14;
    private const int ItemIdLength = 10;
    private const long Start = 1_500_000_000;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Writes the file and returns its bytes.</summary>
    public static long Write(string path, long events, int users, int items)
    {
        CounterRandom random = CounterRandom.Create(2024);
        using (var file = new StreamWriter(path, append: false, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 20))
        {
            Span<char> user = stackalloc char[UserIdLength];
            Span<char> item = stackalloc char[ItemIdLength];
            file.Write("user_id,item_id,timestamp\n");
            for (long i = 0; i < events; i++)
            {
                // Squares and cubes of uniform numbers: some users are active, a few items popular.
                double active = random.NextDouble();
                double popular = random.NextDouble();
                Id(user, 'A', (long)(active * active * users));
                Id(item, 'B', (long)(popular * popular * popular * items));
                file.Write(user);
                file.Write(',');
                file.Write(item);
                file.Write(',');
                file.Write((Start + (i * 20) + random.NextInt32(3600)).ToString(CultureInfo.InvariantCulture));
                file.Write('\n');
            }
        }

        return new FileInfo(path).Length;
    }

    /// <summary>Spells a number so that numbers next to each other look nothing alike.</summary>
    private static void Id(Span<char> target, char first, long number)
    {
        ulong rest = CounterRandom.Create(number).NextUInt64();
        target[0] = first;
        for (int i = 1; i < target.Length; i++)
        {
            target[i] = Digits[(int)(rest % (ulong)Digits.Length)];
            rest /= (ulong)Digits.Length;
        }
    }
}
