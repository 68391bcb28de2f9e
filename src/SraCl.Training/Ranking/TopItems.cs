using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Ranking;

/// <summary>
/// Finds the items with the greatest scores, exactly: the catalogue is scored in chunks, and each row keeps its best so far. Of items with the same score the one with
/// the lower id comes first, whatever the chunks are.
/// </summary>
/// <remarks>
/// <para>
/// The largest tensor has rows × chunk scores, however many items there are. On the CPU a chunk's scores are read where they are, one comparison an item
/// once a list is full; elsewhere <c>topk</c> chooses on the device, and a stable sort where ties stand at the boundary, because <c>topk</c> takes any of them.
/// </para>
/// <para>Holds no state between calls: safe for concurrent use.</para>
/// </remarks>
/// <param name="items">The items' factor of scores, <c>[N, D]</c>, as <see cref="Modeling.ItemScoring.Vectors"/> gives it; row i is item i + 1.</param>
internal sealed class TopItems(Tensor items)
{
    /// <summary>Gets what each item's scores are multiplied by, <c>[N]</c>; null for nothing.</summary>
    public Tensor? Scales { get; init; }

    /// <summary>Gets how items are named in errors.</summary>
    public Func<int, string> Name { get; init; } = static item => FormattableString.Invariant($"{item}");

    /// <summary>Gets whether the best of a chunk are chosen on the device: null for where the device is not the CPU.</summary>
    public bool? ChooseOnDevice { get; init; }

    /// <summary>Finds the best items of every row.</summary>
    /// <param name="representations">The rows' factor of scores, <c>[B, D]</c>, as <see cref="Modeling.ItemScoring.Representations"/> gives it.</param>
    /// <param name="queries">What each row wants, B of them.</param>
    /// <param name="chunkSize">The number of items that are scored together, at least 1.</param>
    /// <param name="cancellationToken">Stops the search between two chunks.</param>
    /// <returns>A row's items, best first: as many as it wants, fewer only where fewer may be among them.</returns>
    /// <exception cref="SraClException">A score that would be among the best is not finite.</exception>
    public ScoredItem[][] Find(Tensor representations, IReadOnlyList<TopQuery> queries, int chunkSize, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, 1);
        int itemCount = (int)items.size(0);
        TopList[] lists = [.. queries.Select(query => new TopList(query.Available(itemCount)))];
        for (int start = 0; start < itemCount; start += chunkSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int width = Math.Min(chunkSize, itemCount - start);
            if (queries.All(query => query.Filter?.AllowsAny(start + 1, width) == false))
            {
                continue;
            }

            using DisposeScope scope = NewDisposeScope();
            Tensor scores = Scores(representations, start, width); // [B, C]
            if (ChooseOnDevice ?? scores.device_type != DeviceType.CPU)
            {
                Choose(scores, start, queries, lists);
            }
            else
            {
                Scan(scores, start, queries, lists);
            }
        }

        return Array.ConvertAll(lists, list => list.ToSorted());
    }

    private Tensor Scores(Tensor representations, int start, int width)
    {
        Tensor vectors = items.narrow(0, start, width); // [C, D]

        // A product with one row reads the vectors where they are; a product of matrices copies them into panels first, which a single row does not pay back.
        Tensor scores = representations.size(0) == 1 ? vectors.mv(representations.squeeze(0)).unsqueeze(0) : representations.mm(vectors.t());
        if (Scales is not null)
        {
            scores.mul_(Scales.narrow(0, start, width));
        }

        return scores.to(ScalarType.Float32);
    }

    private void Scan(Tensor scores, int start, IReadOnlyList<TopQuery> queries, TopList[] lists)
    {
        ReadOnlySpan<float> all = MemoryMarshal.Cast<byte, float>(scores.bytes);
        int width = (int)scores.size(1);
        for (int row = 0; row < lists.Length; row++)
        {
            ReadOnlySpan<float> ofRow = all.Slice(row * width, width);
            TopList list = lists[row];
            TopQuery query = queries[row];
            int column = 0;
            for (; column < width && !list.IsFull; column++)
            {
                Offer(list, query, start + column + 1, ofRow[column]);
            }

            if (list.Count == 0)
            {
                continue; // It wants nothing.
            }

            for (column = NextAbove(ofRow, column, list.Threshold); column < width; column = NextAbove(ofRow, column + 1, list.Threshold))
            {
                Offer(list, query, start + column + 1, ofRow[column]);
            }
        }
    }

    /// <summary>The next place whose score is greater than the threshold, or not a number.</summary>
    private static int NextAbove(ReadOnlySpan<float> scores, int from, float threshold)
    {
        var limit = new Vector<float>(threshold);
        while (from <= scores.Length - Vector<float>.Count && Vector.LessThanOrEqualAll(new Vector<float>(scores[from..]), limit))
        {
            from += Vector<float>.Count;
        }

        while (from < scores.Length && scores[from] <= threshold)
        {
            from++;
        }

        return from;
    }

    private void Choose(Tensor scores, int start, IReadOnlyList<TopQuery> queries, TopList[] lists)
    {
        int width = (int)scores.size(1);
        int count = Math.Min(width, queries.Max(query => query.Count));
        if (count == 0)
        {
            return;
        }

        Hide(scores, start, queries);
        (Tensor values, Tensor places) = scores.topk(count); // [B, k]
        Tensor last = values.narrow(1, count - 1, 1); // [B, 1]
        Tensor tied = scores.ge(last).logical_and(last.gt(float.NegativeInfinity)).sum(1, type: ScalarType.Int64); // [B]
        if (tied.max().ToInt64() > count)
        {
            (Tensor sorted, Tensor order) = scores.sort(1, descending: true, stable: true);
            values = sorted.narrow(1, 0, count).contiguous();
            places = order.narrow(1, 0, count).contiguous();
        }

        ReadOnlySpan<float> bestScores = MemoryMarshal.Cast<byte, float>(values.cpu().bytes);
        ReadOnlySpan<long> bestPlaces = MemoryMarshal.Cast<byte, long>(places.cpu().bytes);
        for (int i = 0; i < bestScores.Length; i++)
        {
            int row = i / count;
            if (bestScores[i] != float.NegativeInfinity)
            {
                Offer(lists[row], queries[row], start + (int)bestPlaces[i] + 1, bestScores[i]);
            }
        }
    }

    /// <summary>Gives what a row may not have a score below all others.</summary>
    private static void Hide(Tensor scores, int start, IReadOnlyList<TopQuery> queries)
    {
        if (queries.All(query => query.Filter is null && query.Excluded is null or { Length: 0 }))
        {
            return;
        }

        int width = (int)scores.size(1);
        var hidden = new bool[queries.Count * width];
        for (int row = 0; row < queries.Count; row++)
        {
            for (int column = 0; column < width; column++)
            {
                hidden[(row * width) + column] = !queries[row].Admits(start + column + 1);
            }
        }

        scores.masked_fill_(tensor(hidden, [queries.Count, width], device: scores.device), float.NegativeInfinity);
    }

    private void Offer(TopList list, TopQuery query, int item, float score)
    {
        if (!query.Admits(item))
        {
            return;
        }

        if (!float.IsFinite(score))
        {
            throw new SraClException($"The score of item '{Name(item)}' is {score}. The model's weights are damaged or its training has diverged; load another model.");
        }

        list.Offer(new ScoredItem(item, score));
    }
}
