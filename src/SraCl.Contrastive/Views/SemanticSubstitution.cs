using SraCl.Batching;
using SraCl.Neighbors;
using SraCl.Randomness;

namespace SraCl.Contrastive.Views;

/// <summary>
/// A view of each sample's input in which some items are replaced by semantic neighbors, each drawn uniformly from the item's k nearest
/// (SRA-CL paper, section on intra-sequence contrast).
/// </summary>
/// <remarks>
/// Items without neighbors stay as they are. The draws of a sample depend on the seed, the epoch, the sample and the field's name alone; two
/// fields with different names are two independent views. Safe for concurrent use.
/// </remarks>
public sealed class SemanticSubstitution : BatchField<RaggedSequences>
{
    private readonly NeighborTable _neighbors;
    private readonly SubstitutionOptions _options;

    /// <summary>Creates the view.</summary>
    /// <param name="name">The field's name, which keys its random draws.</param>
    /// <param name="neighbors">The neighbors of every item that can occur in an input.</param>
    /// <param name="options">How views are made; null for the defaults.</param>
    /// <exception cref="SraClException">The options are not valid, or want more neighbors than the table holds.</exception>
    public SemanticSubstitution(string name, ItemNeighbors neighbors, SubstitutionOptions? options = null)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(neighbors);
        _options = options ?? new SubstitutionOptions();
        var errors = new OptionErrors();
        _options.Check(errors);
        errors.Throw("The substitution of items is not set up right.");
        Checks.Neighbors(_options.Neighbors, neighbors.Table, "items");
        _neighbors = neighbors.Table;
    }

    /// <inheritdoc/>
    protected override RaggedSequences CreateBuffer() => new();

    /// <inheritdoc/>
    protected override void Fill(in BatchSamples samples, RaggedSequences buffer)
    {
        const int OnStack = 256;
        Span<int> memory = samples.MaxLength <= OnStack ? stackalloc int[OnStack] : new int[samples.MaxLength];
        buffer.Clear();
        for (int row = 0; row < samples.Count; row++)
        {
            ReadOnlySpan<int> history = samples.History(row);
            Span<int> view = memory[..history.Length];
            history.CopyTo(view);
            CounterRandom random = samples.Random(row, Name);
            Substitute(view, ref random);
            if (view.ContainsAnyExcept(0))
            {
                buffer.Add(view);
            }
            else
            {
                // Padding attends to padding, so that the number of slots shows in the representation (SRA-CL spec D13).
                buffer.Append(samples.MaxLength).Clear();
            }
        }
    }

    private void Substitute(Span<int> items, ref CounterRandom random)
    {
        int left = Math.Max(1, (int)Math.Round(_options.Probability * items.Length, MidpointRounding.AwayFromZero));
        for (int i = 0; i < items.Length; i++)
        {
            bool replace;
            if (_options.Rule == SubstitutionRule.EachItem)
            {
                replace = random.NextDouble() < _options.Probability;
            }
            else
            {
                // Selection sampling: every set of `left` items is equally likely.
                replace = random.NextInt32(items.Length - i) < left;
                left -= replace ? 1 : 0;
            }

            if (replace)
            {
                items[i] = Draw(items[i], ref random);
            }
        }
    }

    private int Draw(int item, ref CounterRandom random)
    {
        ReadOnlySpan<int> neighbors = _neighbors[item];
        neighbors = neighbors[..Math.Min(_options.Neighbors, neighbors.Length)];
        int skipped = _options.Padding == PaddingNeighborRule.Skip ? neighbors.Count(0) : 0;
        if (neighbors.Length == skipped)
        {
            return item;
        }

        int place = random.NextInt32(neighbors.Length - skipped);
        if (skipped > 0)
        {
            for (int i = 0; i <= place; i++)
            {
                place += neighbors[i] == 0 ? 1 : 0;
            }
        }

        return neighbors[place];
    }
}
