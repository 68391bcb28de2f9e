using System.Runtime.InteropServices;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Ranking;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Evaluation;

/// <summary>Ranks the targets of a block of cases by their representations: one pass over the catalogue in chunks.</summary>
/// <remarks>Serves one evaluation; not safe for concurrent use.</remarks>
internal sealed class BlockRanker
{
    private readonly Tensor _items;
    private readonly EvaluationSplit _split;
    private readonly EvaluationOptions _options;
    private readonly RecommendedLists? _lists;
    private readonly int _width;
    private readonly int _itemCount;
    private readonly int _chunk;
    private readonly double _largestItemValue;
    private readonly List<long>[] _seen;
    private readonly List<long>[] _targets;

    /// <summary>Checks the item vectors.</summary>
    /// <param name="backbone">The backbone that is evaluated.</param>
    /// <param name="items">The items' factor of scores, <c>[N, D]</c>, as <see cref="ItemScoring"/> gives it.</param>
    /// <param name="split">The cases.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="lists">Told the best items of every case; null when nobody asks for them.</param>
    public BlockRanker(ISequenceBackbone backbone, Tensor items, EvaluationSplit split, EvaluationOptions options, RecommendedLists? lists)
    {
        _width = backbone.HiddenSize;
        CheckShape(items, backbone.ItemCount, backbone.ItemBiases() is null ? _width : _width + 1, nameof(ISequenceBackbone.ItemVectors));
        _items = items;
        _split = split;
        _options = options;
        _lists = lists;
        _itemCount = backbone.ItemCount;
        _chunk = Math.Min(options.ItemChunkSize, _itemCount);
        int chunks = (_itemCount + _chunk - 1) / _chunk;
        _seen = [.. Enumerable.Range(0, chunks).Select(_ => new List<long>())];
        _targets = [.. Enumerable.Range(0, chunks).Select(_ => new List<long>())];

        _largestItemValue = LargestValue(items);
        if (!double.IsFinite(_largestItemValue))
        {
            throw new SraClException($"The vector of item {FirstBadRow(items) + 1} is not finite. {Cure}");
        }
    }

    private static string Cure => "Scores need finite numbers: the training has diverged or the weights are damaged. Lower the learning rate or go back to an earlier checkpoint.";

    /// <summary>Ranks the targets of a block.</summary>
    /// <param name="representations">The encoded histories <c>[B, D]</c>.</param>
    /// <param name="cases">The indices of the cases in the split.</param>
    /// <param name="ranks">One rank a case of the split; those of this block are written.</param>
    public void Rank(Tensor representations, ReadOnlySpan<int> cases, double[] ranks)
    {
        CheckShape(representations, cases.Length, _width, nameof(ISequenceBackbone.Encode));
        CheckRepresentations(representations, cases);
        representations = ItemScoring.Representations(representations, _items);
        CollectExclusions(cases);
        Tensor targetScores = TargetScores(representations, cases); // [B, 1]
        Tensor better = zeros(cases.Length, dtype: ScalarType.Float64, device: _items.device); // [B]
        TopList[] top = _lists is null ? [] : [.. Enumerable.Range(0, cases.Length).Select(_ => new TopList(Math.Min(_lists.Length, _itemCount)))];
        for (int chunk = 0; chunk < _targets.Length; chunk++)
        {
            using DisposeScope scope = NewDisposeScope();
            long start = (long)chunk * _chunk;
            Tensor vectors = _items.narrow(0, start, Math.Min(_chunk, _itemCount - start)); // [C, D]
            Tensor scores = representations.mm(vectors.t()); // [B, C]
            Exclude(scores, _seen[chunk]);

            // The target competes for a place in the list, but not with itself for its rank.
            Offer(scores, (int)start, top);
            Exclude(scores, _targets[chunk]);
            better.add_(CountBetter(scores, targetScores));
        }

        ReadOnlySpan<double> counts = MemoryMarshal.Cast<byte, double>(better.cpu().bytes);
        for (int row = 0; row < cases.Length; row++)
        {
            ranks[cases[row]] = 1 + counts[row];
            _lists?.Add(Array.ConvertAll(top[row].ToSorted(), scored => scored.Item), _split.History(cases[row]));
        }
    }

    /// <summary>Offers the scores of a chunk to the lists of their rows; items that are excluded are no candidates.</summary>
    private static void Offer(Tensor scores, int start, TopList[] top)
    {
        if (top.Length == 0)
        {
            return;
        }

        ReadOnlySpan<float> all = MemoryMarshal.Cast<byte, float>(scores.to(ScalarType.Float32).cpu().bytes);
        int width = (int)scores.size(1);
        for (int row = 0; row < top.Length; row++)
        {
            ReadOnlySpan<float> candidates = all.Slice(row * width, width);
            for (int column = 0; column < width; column++)
            {
                if (candidates[column] > (top[row].IsFull ? top[row].Threshold : float.NegativeInfinity))
                {
                    top[row].Offer(new ScoredItem(start + column + 1, candidates[column]));
                }
            }
        }
    }

    private void Exclude(Tensor scores, List<long> places)
    {
        if (places.Count > 0)
        {
            scores.view(-1).index_fill_(0, tensor(places.ToArray(), dtype: ScalarType.Int64, device: _items.device), float.NegativeInfinity);
        }
    }

    /// <summary>The scores of the targets, by a matrix product like the other scores, so that a reduced precision of products (TF32) treats all alike.</summary>
    private Tensor TargetScores(Tensor representations, ReadOnlySpan<int> cases)
    {
        var rows = new long[cases.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = _split.Target(cases[row]) - 1;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor vectors = _items.index_select(0, tensor(rows, dtype: ScalarType.Int64, device: _items.device)); // [B, D]
        return representations.mm(vectors.t()).diagonal(0, 0, 1).contiguous().unsqueeze(1).MoveToOuterDisposeScope(); // [B, 1]
    }

    /// <summary>
    /// Items ahead of the target by the tie rule, per row. Comparing in place into 0 and 1 of the scores' own type and summing those is
    /// what the CPU does fastest; counts below 2²⁴ are exact in single precision.
    /// </summary>
    private Tensor CountBetter(Tensor scores, Tensor targetScores) => _options.TieRule switch
    {
        TieRule.Optimistic => scores.gt_(targetScores).sum(1, type: ScalarType.Float32), // [B]
        TieRule.Pessimistic => scores.ge_(targetScores).sum(1, type: ScalarType.Float32),
        _ => (scores.gt(targetScores).sum(1, type: ScalarType.Float32) + scores.ge_(targetScores).sum(1, type: ScalarType.Float32)) * 0.5f,
    };

    /// <summary>Notes, by chunk, the places in the score matrix that do not compete: each row's target, and the rest of its history when that is masked.</summary>
    private void CollectExclusions(ReadOnlySpan<int> cases)
    {
        for (int chunk = 0; chunk < _targets.Length; chunk++)
        {
            _targets[chunk].Clear();
            _seen[chunk].Clear();
        }

        for (int row = 0; row < cases.Length; row++)
        {
            int target = _split.Target(cases[row]);
            Note(_targets, row, target);
            if (_options.SeenItems == SeenItems.Mask)
            {
                foreach (int item in _split.History(cases[row]))
                {
                    if (item != target)
                    {
                        Note(_seen, row, item);
                    }
                }
            }
        }
    }

    private void Note(List<long>[] places, int row, int item)
    {
        (int chunk, int column) = Math.DivRem(item - 1, _chunk);
        int width = Math.Min(_chunk, _itemCount - (chunk * _chunk));
        places[chunk].Add(((long)row * width) + column);
    }

    /// <summary>
    /// Finite factors whose products cannot overflow have finite scores, so the users × items scores themselves need no check.
    /// </summary>
    private void CheckRepresentations(Tensor representations, ReadOnlySpan<int> cases)
    {
        double largest = LargestValue(representations);
        if (!double.IsFinite(largest))
        {
            int index = cases[FirstBadRow(representations)];
            SequenceWindow window = _split.Cases[index];
            throw new SraClException(
                $"The representation of case {index} of the split '{_split.Name}' (user {window.User}, {window.End} known items) is not finite. {Cure}");
        }

        if (largest * _largestItemValue * _items.size(1) > float.MaxValue)
        {
            throw new SraClException(
                $"Scores could exceed single precision: representations reach {largest:E2} and item vectors {_largestItemValue:E2}. {Cure}");
        }
    }

    private static double LargestValue(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        return Math.Max(Math.Abs(values.max().ToDouble()), Math.Abs(values.min().ToDouble()));
    }

    /// <summary>A sum with a NaN or an infinity in it is not finite.</summary>
    private static int FirstBadRow(Tensor rows)
    {
        using DisposeScope scope = NewDisposeScope();
        ReadOnlySpan<double> sums = MemoryMarshal.Cast<byte, double>(rows.sum(1, type: ScalarType.Float64).cpu().bytes);
        int row = 0;
        while (double.IsFinite(sums[row]))
        {
            row++;
        }

        return row;
    }

    private static void CheckShape(Tensor tensor, long rows, long columns, string source)
    {
        if (tensor.dim() != 2 || tensor.size(0) != rows || tensor.size(1) != columns)
        {
            throw new SraClException($"The backbone's {source} gave [{string.Join(", ", tensor.shape)}]; expected [{rows}, {columns}] for its item count and hidden size.");
        }
    }
}
