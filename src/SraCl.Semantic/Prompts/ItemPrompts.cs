using System.Globalization;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Summaries;
using SraCl.Splits;

namespace SraCl.Semantic.Prompts;

/// <summary>
/// Composes the prompts that ask what items are and who would buy them (SRA-CL eq. 11). No validation or test event can reach one, unless it is made by
/// <see cref="OfAllPrefixes"/>, as the official code is.
/// </summary>
/// <remarks>
/// The same data and options give the same prompts, byte by byte. The histories show names of other items: a new name changes the prompts of all items bought with it,
/// any other new text that of its item alone. Immutable, hence safe for concurrent use.
/// </remarks>
public sealed class ItemPrompts
{
    /// <summary>What stands for the histories of an item that ends none.</summary>
    private const string NoHistory = "(none)";

    private static readonly string[] Names = ["role", "product", "words", "audienceWords", "histories", .. ItemFields.Names];

    private readonly TrainingSplit _train;
    private readonly ItemCatalog _catalog;
    private readonly ItemPromptOptions _options;
    private readonly PromptTemplate _system;
    private readonly PromptTemplate _user;
    private readonly string[] _historyItems;
    private readonly ItemHistories _histories;

    /// <summary>Creates a composer.</summary>
    /// <param name="train">What training may see.</param>
    /// <param name="catalog">What is known about the items.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <exception cref="ArgumentException">Catalog and training split have different numbers of items.</exception>
    /// <exception cref="SraClException">An option is out of its range, or a template has an unknown placeholder.</exception>
    public ItemPrompts(TrainingSplit train, ItemCatalog catalog, ItemPromptOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(catalog);
        _options = options ?? new ItemPromptOptions();
        _options.Validate();
        PromptChecks.SameItems(train.ItemCount, catalog);
        const string Type = nameof(ItemPromptOptions);
        _train = train;
        _catalog = catalog;
        _system = PromptTemplate.Parse(_options.SystemTemplate, $"{Type}.{nameof(_options.SystemTemplate)}", Names);
        _user = PromptTemplate.Parse(_options.UserTemplate, $"{Type}.{nameof(_options.UserTemplate)}", Names);
        var historyItem = PromptTemplate.Parse(_options.HistoryItemTemplate, $"{Type}.{nameof(_options.HistoryItemTemplate)}", ItemFields.Names);
        _historyItems = new string[catalog.ItemCount + 1];
        for (int id = 1; id < _historyItems.Length; id++)
        {
            ItemFields fields = Fields(id);
            _historyItems[id] = historyItem.Fill(name => fields[name]);
        }

        _histories = new ItemHistories(train, _options);
    }

    /// <summary>Gets a hash of the options, templates included: 16 hexadecimal digits.</summary>
    public string Version => PromptChecks.Version(_options);

    /// <summary>Gets the prompts of all items: that of item i + 1 at i. Each is composed anew whenever it is read, so that they take no memory.</summary>
    public IReadOnlyList<SummaryPrompt> Prompts => new ListOnDemand<SummaryPrompt>(_catalog.ItemCount, index => Compose(index + 1).Prompt);

    /// <summary>
    /// Creates a composer whose histories come from all prefixes of whole sequences but the last item, as in the official SRA-CL code: inputs of validation and test
    /// reach the prompts; test targets do not.
    /// </summary>
    /// <param name="split">The whole split.</param>
    /// <param name="catalog">What is known about the items.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <returns>The composer.</returns>
    /// <exception cref="ArgumentException">Catalog and split have different numbers of items.</exception>
    /// <exception cref="SraClException">An option is out of its range, or a template has an unknown placeholder.</exception>
    public static ItemPrompts OfAllPrefixes(DatasetSplit split, ItemCatalog catalog, ItemPromptOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new ItemPrompts(new TrainingSplit(SequenceWindows.WithoutTargets(split), split.Train.ItemCount), catalog, options);
    }

    /// <summary>Composes the prompts of all items 1..N, in this order, one after the other as they are asked for.</summary>
    /// <returns>N prompts; the first is that of item 1.</returns>
    /// <exception cref="SraClException">A prompt exceeds the token budget even without histories and description.</exception>
    public IEnumerable<ComposedPrompt> ComposeAll() => Enumerable.Range(1, _catalog.ItemCount).Select(Compose);

    /// <summary>Composes the prompt of an item.</summary>
    /// <param name="item">The item's dense id, 1..N.</param>
    /// <returns>The prompt.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="SraClException">The prompt exceeds the token budget even without histories and description.</exception>
    public ComposedPrompt Compose(int item)
    {
        ItemFields fields = Fields(item);
        PromptSource[] histories = _histories.Draw(item);
        string description = Cut(fields.Description, _options.MaxDescriptionCharacters);
        int kept = histories.Length;
        SummaryPrompt prompt = Fill(fields, histories, description);
        while (Excess(prompt) > 0 && kept > 0)
        {
            kept--;
            prompt = Fill(fields, histories.AsSpan(..kept), description);
        }

        // Once is not enough where the template shows the description more than once, or where cutting it all leaves the word "missing".
        while (Excess(prompt) > 0 && description.Length > 0)
        {
            description = Cut(description, (int)Math.Max(0, description.Length - Excess(prompt)));
            prompt = Fill(fields, [], description);
        }

        if (Excess(prompt) > 0)
        {
            throw new SraClException(
                $"{nameof(ItemPromptOptions)}.{nameof(_options.MaxTokens)} is {_options.MaxTokens}, but the prompt of item {item} takes {TokenEstimate.Of(prompt)} without histories and description (estimated). "
                + "Allow more tokens, or shorten the templates.");
        }

        return new ComposedPrompt(string.Create(CultureInfo.InvariantCulture, $"item:{item}"), prompt, histories[..kept])
        {
            DroppedHistories = histories.Length - kept,
            CutCharacters = fields.Description.Length - description.Length,
        };
    }

    /// <summary>Cuts a text without splitting a pair of surrogates.</summary>
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private ItemFields Fields(int item) => new(_catalog[item], _options.SkippedCategoryLevels);

    /// <summary>Counts the characters above the token budget.</summary>
    private long Excess(SummaryPrompt prompt) =>
        _options.MaxTokens is { } limit ? (long)prompt.System.Length + prompt.User.Length - ((long)limit * TokenEstimate.CharactersPerToken) : 0;

    private SummaryPrompt Fill(ItemFields fields, ReadOnlySpan<PromptSource> histories, string description)
    {
        var lines = new string[histories.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            (int user, int start, int end) = histories[i];
            lines[i] = string.Join(_options.HistoryItemSeparator, _train.Sequences[user][start..end].ToArray().Select(id => _historyItems[id]));
        }

        return new SummaryPrompt(_system.Fill(Value), _user.Fill(Value));

        string Value(string name) => name switch
        {
            "role" => _options.ExpertRole,
            "product" => _options.ProductNoun,
            "words" => _options.SummaryWords.ToString(CultureInfo.InvariantCulture),
            "audienceWords" => _options.AudienceWords.ToString(CultureInfo.InvariantCulture),
            "histories" => lines.Length == 0 ? NoHistory : string.Join('\n', lines),
            "description" => description.Length == 0 ? ItemFields.Missing : description,
            _ => fields[name],
        };
    }
}
