using System.Globalization;
using SraCl.Neighbors;
using SraCl.Randomness;
using SraCl.Sequences;

namespace BringYourOwnModel.Data;

/// <summary>
/// A made-up lending library: books of many topics, most of them borrowed a few times only, readers who stay with a topic for a while and drift to
/// the next, and for each book a vector such as an embedder makes of its blurb.
/// </summary>
/// <param name="Loans">What each reader borrowed, oldest first.</param>
/// <param name="BookVectors">One vector a book, row i belonging to book i; row 0 is padding.</param>
internal sealed record Library(SequenceDataset Loans, EmbeddingMatrix BookVectors)
{
    private const int Topics = 40;
    private const int BooksPerTopic = 20;
    private const int MinLoans = 5;
    private const int MaxLoans = 9;
    private const int VectorSize = 16;

    /// <summary>Makes the library; the same arguments give the same library.</summary>
    public static Library Create(int readers, long seed)
    {
        CounterRandom random = CounterRandom.Create(seed).Derive("library");
        int[][] loans = Enumerable.Range(0, readers).Select(reader => Read(random.Derive(reader))).ToArray();
        int[] offsets = [0, .. loans.Select(borrowed => borrowed.Length)];
        for (int reader = 0; reader < readers; reader++)
        {
            offsets[reader + 1] += offsets[reader];
        }

        var books = new IdMap(Enumerable.Range(1, Topics * BooksPerTopic).Select(book => string.Create(CultureInfo.InvariantCulture, $"book{book}")));
        string[] names = Enumerable.Range(1, readers).Select(reader => string.Create(CultureInfo.InvariantCulture, $"reader{reader}")).ToArray();
        return new Library(new SequenceDataset(names, books, loans.SelectMany(borrowed => borrowed).ToArray(), offsets), Vectors(random.Derive("vectors")));
    }

    private static int[] Read(CounterRandom random)
    {
        int topic = random.NextInt32(Topics);
        int count = MinLoans + random.NextInt32(MaxLoans - MinLoans + 1);
        var borrowed = new List<int>(count);
        while (borrowed.Count < count)
        {
            int book = 1 + (topic * BooksPerTopic) + random.NextInt32(BooksPerTopic);
            if (!borrowed.Contains(book))
            {
                borrowed.Add(book);
            }

            topic = random.NextDouble() switch
            {
                < 0.5 => topic,
                < 0.9 => (topic + 1) % Topics,
                _ => random.NextInt32(Topics),
            };
        }

        return [.. borrowed];
    }

    /// <summary>Books of a topic have vectors near each other; each has something of its own.</summary>
    private static EmbeddingMatrix Vectors(CounterRandom random)
    {
        var vectors = new float[((Topics * BooksPerTopic) + 1) * VectorSize];
        for (int topic = 0; topic < Topics; topic++)
        {
            CounterRandom shared = random.Derive(topic);
            float[] center = Enumerable.Range(0, VectorSize).Select(_ => Number(ref shared)).ToArray();
            for (int book = topic * BooksPerTopic; book < (topic + 1) * BooksPerTopic; book++)
            {
                CounterRandom own = random.Derive("book").Derive(book);
                for (int i = 0; i < VectorSize; i++)
                {
                    vectors[((book + 1) * VectorSize) + i] = center[i] + (0.5f * Number(ref own));
                }
            }
        }

        return new EmbeddingMatrix(VectorSize, vectors);
    }

    private static float Number(ref CounterRandom random) => (float)((2 * random.NextDouble()) - 1);
}
