using System.Globalization;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Summaries;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Prompts;

/// <summary>
/// Composes the prompts that ask for summaries of users' tastes (SRA-CL eq. 4). No validation or test event can reach one, unless it is made by
/// <see cref="OfAllPrefixes"/>, as the official code is.
/// </summary>
/// <remarks>The same data and options give the same prompts, byte by byte. Immutable, hence safe for concurrent use.</remarks>
public sealed class SequencePrompts
{
    private static readonly string[] Names = ["history", "role", "product", "words"];

    private readonly ItemSequences _sequences;
    private readonly SequencePromptOptions _options;
    private readonly PromptTemplate _system;
    private readonly PromptTemplate _user;
    private readonly string[] _items;

    /// <summary>Creates a composer.</summary>
    /// <param name="train">What training may see.</param>
    /// <param name="catalog">What is known about the items.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <exception cref="ArgumentException">Catalog and training split have different numbers of items.</exception>
    /// <exception cref="SraClException">An option is out of its range, a template has an unknown placeholder, or there is no training sample.</exception>
    public SequencePrompts(TrainingSplit train, ItemCatalog catalog, SequencePromptOptions? options = null)
        : this(Checked(train).Sequences, () => SequenceWindows.OfTraining(train), train.ItemCount, catalog, options)
    {
    }

    private SequencePrompts(ItemSequences sequences, Func<SequenceWindow[]> list, int itemCount, ItemCatalog catalog, SequencePromptOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _options = options ?? new SequencePromptOptions();
        _options.Validate();
        PromptChecks.SameItems(itemCount, catalog);
        const string Type = nameof(SequencePromptOptions);
        _sequences = sequences;
        _system = PromptTemplate.Parse(_options.SystemTemplate, $"{Type}.{nameof(_options.SystemTemplate)}", Names);
        _user = PromptTemplate.Parse(_options.UserTemplate, $"{Type}.{nameof(_options.UserTemplate)}", Names);
        var item = PromptTemplate.Parse(_options.ItemTemplate, $"{Type}.{nameof(_options.ItemTemplate)}", ItemFields.Names);
        _items = new string[catalog.ItemCount + 1];
        for (int id = 1; id < _items.Length; id++)
        {
            var fields = new ItemFields(catalog[id], _options.SkippedCategoryLevels);
            _items[id] = item.Fill(name => fields[name]);
        }

        SequenceWindow[] samples = list();
        Windows = _options.Unit == SequenceUnit.Prefix ? samples : UserWindows(sequences, samples);
        SampleRows = Rows(samples, _options.Unit);
    }

    /// <summary>
    /// Gets what a summary is made for: the samples in the order of <see cref="SequenceWindows.OfTraining"/> or <see cref="SequenceWindows.OfAll"/>, or one window a user who has
    /// some, in the order of users.
    /// </summary>
    public IReadOnlyList<SequenceWindow> Windows { get; }

    /// <summary>Gets for each sample, in the order of <see cref="SequenceWindows.OfTraining"/> or <see cref="SequenceWindows.OfAll"/>, the index in <see cref="Windows"/> of its summary.</summary>
    public IReadOnlyList<int> SampleRows { get; }

    /// <summary>Gets a hash of the options, templates included: 16 hexadecimal digits.</summary>
    public string Version => PromptChecks.Version(_options);

    /// <summary>Gets the prompts of all <see cref="Windows"/>, in their order. Each is composed anew whenever it is read, so that they take no memory.</summary>
    public IReadOnlyList<SummaryPrompt> Prompts => new ListOnDemand<SummaryPrompt>(Windows.Count, index => Compose(Windows[index]).Prompt);

    /// <summary>
    /// Creates a composer for all prefixes of whole sequences but the last item (<see cref="SequenceWindows.OfAll"/>), as in the official SRA-CL code: inputs of validation
    /// and test reach the prompts; test targets do not.
    /// </summary>
    /// <param name="split">The whole split.</param>
    /// <param name="catalog">What is known about the items.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <returns>The composer.</returns>
    /// <exception cref="ArgumentException">Catalog and split have different numbers of items.</exception>
    /// <exception cref="SraClException">An option is out of its range, a template has an unknown placeholder, or there is no prefix.</exception>
    public static SequencePrompts OfAllPrefixes(DatasetSplit split, ItemCatalog catalog, SequencePromptOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new SequencePrompts(SequenceWindows.WithoutTargets(split), () => SequenceWindows.OfAll(split), split.Train.ItemCount, catalog, options);
    }

    /// <summary>Composes the prompts of all <see cref="Windows"/>, in their order, one after the other as they are asked for.</summary>
    /// <returns>The prompts.</returns>
    /// <exception cref="SraClException">The newest item alone exceeds the token budget.</exception>
    public IEnumerable<ComposedPrompt> ComposeAll() => Windows.Select(Compose);

    /// <summary>Composes the prompt of a window.</summary>
    /// <param name="window">The window; the items before its end are shown, the newest of them where they are many.</param>
    /// <returns>The prompt.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window reaches beyond what may be shown.</exception>
    /// <exception cref="SraClException">The newest item alone exceeds the token budget.</exception>
    public ComposedPrompt Compose(SequenceWindow window)
    {
        ItemSequences sequences = _sequences;
        if ((uint)window.User >= (uint)sequences.Count || window.End < 1 || window.End > sequences.Length(window.User))
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, "Expected a user of the split and an end from 1 to the number of items that prompts may show.");
        }

        int wanted = Math.Max(0, window.End - _options.MaxItems);
        for (int start = wanted; start < window.End; start++)
        {
            SummaryPrompt prompt = Fill(sequences[window.User][start..window.End]);
            if (_options.MaxTokens is not { } limit || TokenEstimate.Of(prompt) <= limit)
            {
                string subject = string.Create(CultureInfo.InvariantCulture, $"sequence:{window.User}:{window.End}");
                return new ComposedPrompt(subject, prompt, [new PromptSource(window.User, start, window.End)]) { DroppedItems = start - wanted };
            }
        }

        throw new SraClException(
            $"{nameof(SequencePromptOptions)}.{nameof(_options.MaxTokens)} is {_options.MaxTokens}, but the prompt of user {window.User} takes {TokenEstimate.Of(Fill(sequences[window.User][(window.End - 1)..window.End]))} "
            + "with the newest item alone (estimated). Allow more tokens, or shorten the templates.");
    }

    private static TrainingSplit Checked(TrainingSplit train)
    {
        ArgumentNullException.ThrowIfNull(train);
        return train;
    }

    private static SequenceWindow[] UserWindows(ItemSequences sequences, SequenceWindow[] samples) =>
        samples.Select(sample => sample.User).Distinct().Select(user => new SequenceWindow(user, sequences.Length(user))).ToArray();

    private static int[] Rows(SequenceWindow[] samples, SequenceUnit unit)
    {
        var rows = new int[samples.Length];
        for (int i = 1; i < rows.Length; i++)
        {
            rows[i] = rows[i - 1] + (unit == SequenceUnit.Prefix || samples[i].User != samples[i - 1].User ? 1 : 0);
        }

        return rows;
    }

    private SummaryPrompt Fill(ReadOnlySpan<int> items)
    {
        var texts = new string[items.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = _items[items[i]];
        }

        string history = string.Join(_options.ItemSeparator, texts);
        return new SummaryPrompt(_system.Fill(Value), _user.Fill(Value));

        string Value(string name) => name switch
        {
            "history" => history,
            "role" => _options.ExpertRole,
            "product" => _options.ProductNoun,
            _ => _options.SummaryWords.ToString(CultureInfo.InvariantCulture),
        };
    }
}
