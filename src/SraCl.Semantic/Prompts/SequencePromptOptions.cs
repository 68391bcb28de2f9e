namespace SraCl.Semantic.Prompts;

/// <summary>Configures the prompts that ask for a summary of a user's taste.</summary>
/// <remarks>
/// <para>
/// Templates have named placeholders in braces; two braces stand for one. <see cref="SystemTemplate"/> and <see cref="UserTemplate"/> know <c>{role}</c>,
/// <c>{product}</c>, <c>{words}</c> and <c>{history}</c>; <see cref="ItemTemplate"/> knows <c>{name}</c> (the title, or else categories, brand, or "unknown item"),
/// <c>{title}</c>, <c>{brand}</c>, <c>{categories}</c>, <c>{price}</c>, <c>{description}</c> and <c>{attribute:NAME}</c>. A field that the catalog does not have reads "missing".
/// </para>
/// <para>Immutable, hence safe for concurrent use.</para>
/// </remarks>
public sealed record SequencePromptOptions
{
    /// <summary>Gets what the model is to be, as <c>{role}</c>.</summary>
    /// <value>The default is "product recommendation expert"; name the domain, as in "beauty products recommendation expert".</value>
    public string ExpertRole { get; init; } = "product recommendation expert";

    /// <summary>Gets what one item is called, as <c>{product}</c>.</summary>
    /// <value>The default is "product"; name the domain, as in "beauty product".</value>
    public string ProductNoun { get; init; } = "product";

    /// <summary>Gets what one summary is made for.</summary>
    /// <value>The default is <see cref="SequenceUnit.Prefix"/>, as in the official code.</value>
    public SequenceUnit Unit { get; init; } = SequenceUnit.Prefix;

    /// <summary>Gets the number of newest items that are shown, at least 1.</summary>
    /// <value>The default is 20, as in paper and official code.</value>
    public int MaxItems { get; init; } = 20;

    /// <summary>Gets the number of words that the summary may have, at least 1, as <c>{words}</c>.</summary>
    /// <value>The default is 100, as in the official code.</value>
    public int SummaryWords { get; init; } = 100;

    /// <summary>Gets the estimated number of tokens (<see cref="TokenEstimate"/>) that a prompt may have, at least 1: the oldest items are left out; null for no limit.</summary>
    /// <value>The default is null.</value>
    public int? MaxTokens { get; init; }

    /// <summary>Gets the number of levels left out at the root of a category path, at least 0; the leaf always stays.</summary>
    /// <value>The default is 0.</value>
    public int SkippedCategoryLevels { get; init; }

    /// <summary>Gets the system message.</summary>
    public string SystemTemplate { get; init; } =
        "You are a {role}. You are shown what one customer chose, oldest first; every {product} stands in angle brackets, and semicolons separate them. "
        + "Work out what this customer in particular prefers, as far as the choices show it: which kinds of {product}, which qualities, brands and uses, and where the interest is heading. "
        + "Answer with one coherent paragraph of at most {words} words and nothing else.";

    /// <summary>Gets the user message.</summary>
    /// <value>The default is the history alone.</value>
    public string UserTemplate { get; init; } = "{history}";

    /// <summary>Gets how an item of the history is written.</summary>
    /// <value>The default is its name in angle brackets.</value>
    public string ItemTemplate { get; init; } = "<{name}>";

    /// <summary>Gets what stands between two items of the history.</summary>
    /// <value>The default is a semicolon and a space.</value>
    public string ItemSeparator { get; init; } = "; ";

    internal void Validate()
    {
        const string Type = nameof(SequencePromptOptions);
        PromptChecks.Texts(
            Type,
            (nameof(ExpertRole), ExpertRole),
            (nameof(ProductNoun), ProductNoun),
            (nameof(SystemTemplate), SystemTemplate),
            (nameof(UserTemplate), UserTemplate),
            (nameof(ItemTemplate), ItemTemplate));
        PromptChecks.AtLeast(
            Type,
            (nameof(MaxItems), MaxItems, 1),
            (nameof(SummaryWords), SummaryWords, 1),
            (nameof(MaxTokens), MaxTokens ?? 1, 1),
            (nameof(SkippedCategoryLevels), SkippedCategoryLevels, 0));
        if (!Enum.IsDefined(Unit))
        {
            throw new SraClException($"{Type}.{nameof(Unit)} is {Unit}; expected one of {string.Join(", ", Enum.GetNames<SequenceUnit>())}.");
        }
    }
}
